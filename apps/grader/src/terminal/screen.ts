// The screen of one terminal as the server keeps it, so that a browser that joins late sees what it would have seen.

import type { TerminalSize } from '@unflunk/shared/terminal'
import serialize from '@xterm/addon-serialize'
import unicode11 from '@xterm/addon-unicode11'
import headless from '@xterm/headless'
import { unfinishedTail } from './unfinished-tail.ts'

/** About 2 MB per terminal. */
const SCROLLBACK = 1000 // lines
/** Enough for any escape sequence that an application prints; a longer one is not worth keeping. */
const TAIL = 4096 // bytes

/** `write` only queues; parsing happens in slices of a few milliseconds, off the path of a keystroke. */
export class Screen {
  readonly #terminal: headless.Terminal
  readonly #serializer = new serialize.SerializeAddon()
  readonly #onPending: (bytes: number) => void
  #pending = 0
  #tail: Buffer = Buffer.alloc(0)

  /** `onPending` hears how many bytes still wait to be parsed, whenever that changes. */
  constructor(size: TerminalSize, onPending: (bytes: number) => void) {
    this.#onPending = onPending
    this.#terminal = new headless.Terminal({ ...size, scrollback: SCROLLBACK, allowProposedApi: true })
    this.#terminal.loadAddon(this.#serializer)
    this.#terminal.loadAddon(new unicode11.Unicode11Addon())
    this.#terminal.unicode.activeVersion = '11'
  }

  get size(): TerminalSize {
    return { cols: this.#terminal.cols, rows: this.#terminal.rows }
  }

  write(data: Uint8Array): void {
    this.#count(data.length)
    this.#keepTail(data)
    this.#terminal.write(data, () => this.#count(-data.length))
  }

  resize(size: TerminalSize): void {
    this.#terminal.resize(size.cols, size.rows)
  }

  /** Resolves when everything written is on the screen, also what came while waiting. */
  async settled(): Promise<void> {
    while (this.#pending > 0) await new Promise<void>((resolve) => this.#terminal.write('', resolve))
  }

  /** Bytes that draw this screen on an empty terminal of the same size. Call it when the screen has settled. */
  snapshot(): Uint8Array {
    return Buffer.concat([Buffer.from(this.#serializer.serialize()), unfinishedTail(this.#tail)])
  }

  dispose(): void {
    this.#terminal.dispose()
  }

  #count(bytes: number): void {
    this.#pending += bytes
    this.#onPending(this.#pending)
  }

  #keepTail(data: Uint8Array): void {
    const end = data.subarray(Math.max(0, data.length - TAIL))
    const kept = this.#tail.subarray(Math.max(0, this.#tail.length + end.length - TAIL))
    this.#tail = Buffer.concat([kept, end])
  }
}
