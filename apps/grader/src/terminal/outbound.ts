// What goes out to one browser: coalesced so that a flood makes few frames, counted so that a slow reader stops the process.
import type { TerminalSocket } from './terminal-socket.ts'

/** Frames under load are at least this far apart, unless they are full or answer a key. */
const COALESCE = 3 // ms
const FRAME = 64 * 1024 // bytes
/** Bytes on their way (sent, not yet drawn by xterm) at which the process is no longer read, and read again. */
export const HIGH_WATER = 512 * 1024 // bytes
export const LOW_WATER = 64 * 1024 // bytes

export class Outbound {
  readonly #socket: TerminalSocket
  readonly #onFull: (full: boolean) => void
  #queue: Uint8Array[] = []
  #queued = 0
  #sent = 0
  #drawn = 0
  #full = false
  #lastFrame = Number.NEGATIVE_INFINITY
  #timer: NodeJS.Timeout | undefined
  #keyPressed = false

  /** `onFull(true)`: stop reading the process; `onFull(false)`: read on. */
  constructor(socket: TerminalSocket, onFull: (full: boolean) => void) {
    this.#socket = socket
    this.#onFull = onFull
  }

  push(data: Uint8Array): void {
    this.#queue.push(data)
    this.#queued += data.length
    const quiet = performance.now() - this.#lastFrame >= COALESCE
    if (this.#keyPressed || quiet || this.#queued >= FRAME) this.flush()
    else this.#timer ??= setTimeout(() => this.flush(), COALESCE)
    this.#checkHigh()
  }

  /** The next output is most likely the echo: it must not wait. */
  keyPressed(): void {
    this.#keyPressed = true
  }

  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#keyPressed = false
    const [first, ...more] = this.#queue
    if (!first) return
    const frame = more.length === 0 ? first : Buffer.concat(this.#queue)
    this.#queue = []
    this.#queued = 0
    this.#sent += frame.length
    this.#lastFrame = performance.now()
    this.#socket.send(frame)
  }

  /** `bytes` is the total that xterm has drawn since the socket opened. */
  acknowledge(bytes: number): void {
    this.#drawn = Math.min(Math.max(bytes, this.#drawn), this.#sent)
    if (this.#full && this.#onTheirWay() < LOW_WATER) {
      this.#full = false
      this.#onFull(false)
    }
  }

  /** Lets go of the timer and of a stopped process; what was queued is dropped. */
  dispose(): void {
    clearTimeout(this.#timer)
    this.#queue = []
    if (this.#full) this.#onFull(false)
    this.#full = false
  }

  #checkHigh(): void {
    if (this.#full || this.#onTheirWay() <= HIGH_WATER) return
    this.#full = true
    this.#onFull(true)
  }

  /** bufferedAmount is part of what is not drawn, except for a browser that acknowledges what it has not read. */
  #onTheirWay(): number {
    return this.#queued + Math.max(this.#sent - this.#drawn, this.#socket.bufferedAmount)
  }
}
