// A browser at a terminal for tests: draws what it is sent, acknowledges it, types; and it can stall like a slow one.
import { TerminalNotice, type TerminalRequest, type TerminalSize } from '@unflunk/shared/terminal'
import headless from '@xterm/headless'
import type { TerminalSocket } from '../terminal-socket.ts'

export class TestBrowser implements TerminalSocket {
  readonly notices: TerminalNotice[] = []
  readonly closed: { code?: number | undefined; reason?: string | undefined }[] = []
  /** Bytes drawn, and those that wait while the browser is stalled. */
  drawn = 0
  #waiting: Uint8Array[] = []
  #stalled = false
  #screen = new headless.Terminal({ cols: 80, rows: 24, scrollback: 1000, allowProposedApi: true })
  #onMessage: (data: Uint8Array | string) => void = () => {}
  #onClose: () => void = () => {}
  #onData: ((data: Uint8Array) => void) | undefined
  #changed: () => void = () => {}

  get bufferedAmount(): number {
    return this.#waiting.reduce((sum, data) => sum + data.length, 0)
  }

  send(data: Uint8Array | string): void {
    if (typeof data === 'string') {
      const notice = TerminalNotice.parse(JSON.parse(data))
      this.notices.push(notice)
      if (notice.type === 'ready') {
        this.#screen.reset()
        this.#screen.resize(notice.size.cols, notice.size.rows)
      }
    } else if (this.#stalled) this.#waiting.push(data)
    else this.#draw(data)
    this.#changed()
  }

  close(code?: number, reason?: string): void {
    this.closed.push({ code, reason })
    this.leave()
  }

  /** The connection ends. */
  leave(): void {
    queueMicrotask(() => this.#onClose())
  }

  onMessage(listener: (data: Uint8Array | string) => void): void {
    this.#onMessage = listener
  }

  onClose(listener: () => void): void {
    this.#onClose = listener
  }

  /** Hears the raw bytes as they are drawn. */
  onDrawn(listener: (data: Uint8Array) => void): void {
    this.#onData = listener
  }

  type(text: string): void {
    this.#onMessage(Buffer.from(text))
  }

  tell(request: TerminalRequest): void {
    if (request.type === 'resize') this.#screen.resize(request.size.cols, request.size.rows)
    this.#onMessage(JSON.stringify(request))
  }

  stall(): void {
    this.#stalled = true
  }

  resume(): void {
    this.#stalled = false
    const waiting = this.#waiting
    this.#waiting = []
    for (const data of waiting) this.#draw(data)
  }

  get size(): TerminalSize {
    return { cols: this.#screen.cols, rows: this.#screen.rows }
  }

  /** Scrollback and screen as text, without trailing blanks. */
  text(): string {
    const buffer = this.#screen.buffer.active
    const lines = Array.from({ length: buffer.length }, (_, row) => buffer.getLine(row)?.translateToString(true) ?? '')
    return lines.join('\n').trimEnd()
  }

  /** Resolves when `condition` holds; it is looked at whenever something was drawn. Throws with the screen after `ms`. */
  async until(condition: (text: string) => boolean, ms = 30_000): Promise<string> {
    const late = AbortSignal.timeout(ms)
    while (!condition(this.text())) {
      await new Promise<void>((resolve, reject) => {
        this.#changed = resolve
        late.addEventListener('abort', () => reject(new Error(`not seen within ${ms} ms; the screen is:\n${this.text()}`)), { once: true })
      })
      late.throwIfAborted()
    }
    return this.text()
  }

  #draw(data: Uint8Array): void {
    this.#onData?.(data)
    this.#screen.write(data, () => {
      this.drawn += data.length
      this.#onMessage(JSON.stringify({ type: 'ack', bytes: this.drawn } satisfies TerminalRequest))
      this.#changed()
    })
  }
}
