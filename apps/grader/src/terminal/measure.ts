// Measures what a candidate feels: how long a typed character takes to come back, through socket, grader, engine and bash.
import { AppError } from '@unflunk/shared/error'
import { TerminalNotice, type TerminalRequest } from '@unflunk/shared/terminal'
import WebSocket from 'ws'

export interface EchoOptions {
  /** `ws://127.0.0.1:7477/api/sessions/ID/terminals/x1/socket`, or the same with http. */
  readonly address: string
  /** `unflunk=...`: what the page sends. */
  readonly cookie?: string
  /** Defaults to the address's own; the grader requires it on upgrades. */
  readonly origin?: string
  /** Characters typed and timed, after a few that are not. Default 300. */
  readonly count?: number
  /** Pause between characters: about that of a fast typist. Default 20 ms. */
  readonly pauseMs?: number
}

export interface Echo {
  readonly count: number
  readonly p50: number
  readonly p99: number
  readonly max: number
}

const WARM_UP = 20 // characters
const LINE = 40 // characters, then Ctrl+U: a longer line would wrap
const PATIENCE = 5000 // ms
const CTRL_U = '\x15'

/**
 * Joins the terminal (whoever was there is told that it was taken over), which must be at an empty shell prompt, and types.
 * Throws AppError `timeout` when a character does not come back.
 */
export async function measureEcho(options: EchoOptions): Promise<Echo> {
  const { count = 300, pauseMs = 20 } = options
  const client = await EchoClient.open(options)
  try {
    const times: number[] = []
    for (let typed = 0; typed < WARM_UP + count; typed++) {
      if (typed % LINE === 0) await client.type(CTRL_U, pauseMs)
      const ms = await client.echo('x')
      if (typed >= WARM_UP) times.push(ms)
      await client.quiet(pauseMs)
    }
    await client.type(CTRL_U, pauseMs)
    return summary(times)
  } finally {
    client.close()
  }
}

function summary(times: readonly number[]): Echo {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) }
}

class EchoClient {
  readonly #socket: WebSocket
  #received = 0
  #waiting: ((data: Buffer) => void) | undefined

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data, isBinary) => {
      if (isBinary && Buffer.isBuffer(data)) this.#draw(data)
    })
  }

  /** Resolves when the screen has come. */
  static async open({ address, cookie, origin }: EchoOptions): Promise<EchoClient> {
    const url = address.replace(/^http/, 'ws')
    const headers = { origin: origin ?? new URL(address.replace(/^ws/, 'http')).origin, ...(cookie === undefined ? {} : { cookie }) }
    const socket = new WebSocket(url, { headers, perMessageDeflate: false, handshakeTimeout: PATIENCE })
    const client = new EchoClient(socket)
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new AppError('timeout', `${url} did not send its screen.`)), PATIENCE)
      socket.on('error', (cause) => {
        clearTimeout(late)
        reject(new AppError('machine-unreachable', `Could not join ${url}: is the grader running, and the cookie valid?`, { cause }))
      })
      socket.on('message', (data, isBinary) => {
        if (isBinary || TerminalNotice.parse(JSON.parse(data.toString())).type !== 'ready') return
        clearTimeout(late)
        resolve()
      })
    })
    await client.quiet(200)
    return client
  }

  /** Milliseconds from sending a character to receiving it. */
  async echo(character: string): Promise<number> {
    const back = new Promise<void>((resolve, reject) => {
      const late = setTimeout(
        () => reject(new AppError('timeout', `"${character}" did not come back within ${PATIENCE} ms: is the shell at its prompt?`)),
        PATIENCE,
      )
      this.#waiting = (data) => {
        if (!data.includes(character)) return
        clearTimeout(late)
        this.#waiting = undefined
        resolve()
      }
    })
    const before = performance.now()
    this.#socket.send(Buffer.from(character))
    await back
    return performance.now() - before
  }

  async type(text: string, pauseMs: number): Promise<void> {
    this.#socket.send(Buffer.from(text))
    await this.quiet(pauseMs)
  }

  quiet(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms))
  }

  close(): void {
    this.#socket.close()
  }

  #draw(data: Buffer): void {
    this.#received += data.length
    this.#socket.send(JSON.stringify({ type: 'ack', bytes: this.#received } satisfies TerminalRequest))
    this.#waiting?.(data)
  }
}
