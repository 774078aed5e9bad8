// A real grader process for one story: its own data folder and port, the machine's shared image cache.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { Home } from '@unflunk/shared/api'

const root = resolve(import.meta.dirname, '../..')

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

export class Grader {
  readonly port: number
  readonly home: string
  readonly #hosts: readonly string[]
  readonly #warm: boolean
  /** The address with its token, as printed at start. */
  address = ''
  #child: ChildProcess | undefined

  private constructor(port: number, home: string, hosts: readonly string[], warm: boolean) {
    this.port = port
    this.home = home
    this.#hosts = hosts
    this.#warm = warm
  }

  /** `hosts`: further names (host:port) under which the page is reached. `warm`: machines are kept ready for the next practice. */
  static async start({ hosts = [], warm = false }: { hosts?: readonly string[]; warm?: boolean } = {}): Promise<Grader> {
    const grader = new Grader(await freePort(), mkdtempSync(join(tmpdir(), 'unflunk-e2e-')), hosts, warm)
    await grader.#run()
    return grader
  }

  get pid(): number {
    const pid = this.#child?.pid
    if (pid === undefined) throw new Error('the grader does not run')
    return pid
  }

  async #run(): Promise<void> {
    const child = spawn(process.execPath, ['--max-semi-space-size=4', join(root, 'apps/grader/src/main.ts')], {
      cwd: root,
      env: {
        ...process.env,
        UNFLUNK_WARM: this.#warm ? '1' : '0',
        UNFLUNK_PORT: String(this.port),
        UNFLUNK_HOME: this.home,
        UNFLUNK_HOSTS: this.#hosts.join(','),
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    this.#child = child
    for await (const line of createInterface({ input: child.stdout })) {
      const [, address] = /Unflunk is ready: (\S+)/.exec(line) ?? []
      if (address) {
        this.address = address
        // Nobody reads further lines: keep the pipe from filling up.
        child.stdout.resume()
        return
      }
    }
    throw new Error('the grader ended before it was ready')
  }

  /** Ends the process as a crash would (SIGKILL), or in order (SIGTERM). */
  async kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    child.kill(signal)
    await once(child, 'exit')
  }

  async #removeAttempts(): Promise<void> {
    const origin = `http://127.0.0.1:${this.port}`
    const door = await fetch(this.address, { redirect: 'manual' })
    const headers = { origin, cookie: (door.headers.get('set-cookie') ?? '').split(';')[0] ?? '', 'content-type': 'application/json' }
    const { attempts } = Home.parse(await (await fetch(`${origin}/api/home`, { headers })).json())
    for (const { id, phase } of attempts) {
      const live = phase === 'preparing' || phase === 'running' || phase === 'grading'
      if (live) await fetch(`${origin}/api/sessions/${id}/abandon`, { method: 'POST', headers, body: '{}' })
      await fetch(`${origin}/api/attempts/${id}`, { method: 'DELETE', headers: { origin, cookie: headers.cookie } })
    }
  }

  /** Starts again on the same port and data folder. */
  async restart(): Promise<void> {
    await this.#run()
  }

  /** Removes every attempt with its machines (an ended process would leave them for its next start to adopt), then process and data. */
  async dispose(): Promise<void> {
    await this.#removeAttempts()
    await this.kill('SIGTERM')
    rmSync(this.home, { recursive: true, force: true })
  }
}
