// A grader as a process of its own, so that it can be killed and started again; and a candidate's hands on it.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { routes } from '@unflunk/shared/api'
import { WebSocket } from 'ws'
import type { z } from 'zod'
import { cookieName } from '../http/guard.ts'
import { cookieValue } from '../http/token.ts'

type Routes = typeof routes

export class GraderProcess {
  readonly #environment: Readonly<Record<string, string>>
  #child: ChildProcess | undefined
  #address = new URL('http://127.0.0.1')

  constructor(environment: Readonly<Record<string, string>>) {
    this.#environment = environment
  }

  async start(): Promise<void> {
    const child = spawn(process.execPath, ['--max-semi-space-size=4', join(import.meta.dirname, '..', 'main.ts')], {
      env: { ...process.env, UNFLUNK_WARM: '0', ...this.#environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    this.#child = child
    for await (const line of createInterface({ input: child.stdout })) {
      const [, address] = /Unflunk is ready: (\S+)/.exec(line) ?? []
      if (!address) continue
      this.#address = new URL(address)
      child.stdout.resume()
      return
    }
    throw new Error('the grader ended before it was ready')
  }

  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    child.kill(signal)
    await once(child, 'exit')
  }

  get headers(): { cookie: string; origin: string } {
    const token = this.#address.searchParams.get('token') ?? ''
    return { cookie: `${cookieName(Number(this.#address.port))}=${cookieValue(token)}`, origin: `http://${this.#address.host}` }
  }

  /** The parsed answer; a failure is thrown with its message. */
  async call<K extends keyof Routes>(
    name: K,
    params: Record<string, string> = {},
    body?: unknown,
  ): Promise<z.output<Routes[K]['response']>> {
    const { method, path, response } = routes[name]
    const answer = await this.get(path, params, method, body)
    const json: unknown = await answer.json()
    if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(json)}`)
    return response.parse(json) as z.output<Routes[K]['response']>
  }

  async get(path: string, params: Record<string, string>, method = 'GET', body?: unknown): Promise<Response> {
    const filled = path.replace(/:(\w+)/g, (_, name: string) => params[name] ?? name)
    const sent = method === 'GET' || method === 'DELETE' ? undefined : JSON.stringify(body ?? {})
    const headers = { ...this.headers, ...(sent === undefined ? {} : { 'content-type': 'application/json' }) }
    return await fetch(new URL(filled, this.#address), { method, headers, ...(sent === undefined ? {} : { body: sent }) })
  }

  openSocket(path: string): WebSocket {
    return new WebSocket(`ws://${this.#address.host}${path}`, { headers: this.headers })
  }
}

/** A terminal as a browser holds it: what was printed, what is typed. */
export class TypedTerminal {
  readonly #socket: WebSocket
  printed = ''

  constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data, isBinary) => {
      if (!isBinary) return
      this.printed += String(data)
      socket.send(JSON.stringify({ type: 'ack', bytes: Buffer.byteLength(this.printed) }))
    })
  }

  async type(text: string): Promise<void> {
    if (this.#socket.readyState === this.#socket.CONNECTING) await once(this.#socket, 'open')
    this.#socket.send(Buffer.from(text))
  }

  /** Types a command, waits for a mark that it prints at its end, and gives what came before it. */
  async run(command: string, timeoutMs = 90_000): Promise<string> {
    const mark = `done-${this.printed.length}`
    const from = this.printed.length
    // In two parts, so that the echo of the typed line is not taken for the mark.
    await this.type(`${command}; echo done""-${mark.slice(5)}\n`)
    await this.until((text) => text.slice(from).includes(mark), timeoutMs)
    return this.printed.slice(from)
  }

  async until(holds: (printed: string) => boolean, timeoutMs = 30_000): Promise<void> {
    const deadline = Date.now() + timeoutMs
    while (!holds(this.printed)) {
      if (Date.now() > deadline) throw new Error(`waited in vain; the terminal shows: ${this.printed.slice(-800)}`)
      await new Promise((resolve) => setTimeout(resolve, 30))
    }
  }

  close(): void {
    this.#socket.close()
  }
}
