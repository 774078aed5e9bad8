// The shell behind a terminal: started or joined under dtach, joined again by itself when the stream to it breaks.
import type { TerminalSize } from '@unflunk/shared/terminal'
import type { Machine, TerminalProcess } from '../sandbox/machine.ts'
import { attachOptions, DtachFilter, prepareShell } from './attach.ts'

/** The stream broke although the shell lives (the engine was restarted): wait longer each time. */
const FIRST_RETRY = 250 // ms
const LONGEST_RETRY = 5000 // ms

export interface ShellListener {
  data(chunk: Uint8Array): void
  exited(exitCode: number): void
  /** The machine does not answer; the shell tries again until it does or is detached. */
  lost(cause: unknown): void
  /** Back after `lost`. */
  joined(): void
}

export class Shell {
  readonly #machine: Machine
  readonly #id: string
  readonly #listener: ShellListener
  #process: TerminalProcess | undefined
  #size: TerminalSize = { cols: 80, rows: 24 }
  #reading = true
  #detached = false
  #retry: NodeJS.Timeout | undefined
  #delay = FIRST_RETRY

  constructor(machine: Machine, id: string, listener: ShellListener) {
    this.#machine = machine
    this.#id = id
    this.#listener = listener
  }

  /** Throws when the machine cannot be reached. A shell that has ended before is told by `exited`. */
  async start(size: TerminalSize): Promise<void> {
    this.#size = size
    const exitCode = await prepareShell(this.#machine, this.#id)
    if (this.#detached) return
    if (exitCode !== undefined) return this.#listener.exited(exitCode)
    const process = await this.#machine.openTerminal(attachOptions(this.#id, this.#size))
    if (this.#detached) return process.detach()
    this.#follow(process)
  }

  /** Ignored while there is no process: typing into a lost terminal is refused, never queued. */
  write(data: Uint8Array): void {
    this.#process?.write(data)
  }

  resize(size: TerminalSize): void {
    this.#size = size
    // A resize may meet the end of the process; the next join brings the size along.
    this.#process?.resize(size).catch(() => {})
  }

  read(reading: boolean): void {
    this.#reading = reading
    if (reading) this.#process?.resume()
    else this.#process?.pause()
  }

  detach(): void {
    this.#detached = true
    clearTimeout(this.#retry)
    this.#process?.detach()
    this.#process = undefined
  }

  #follow(process: TerminalProcess): void {
    const filter = new DtachFilter()
    const since = performance.now()
    this.#process = process
    if (!this.#reading) process.pause()
    process.onData((chunk) => {
      const data = filter.filter(chunk)
      if (data.length > 0) this.#listener.data(data)
    })
    process.onExit(() => {
      if (this.#process !== process) return
      this.#process = undefined
      if (performance.now() - since > LONGEST_RETRY) this.#delay = FIRST_RETRY
      void this.#ended()
    })
  }

  /** The stream has ended: did the shell end, or only the way to it? */
  async #ended(): Promise<void> {
    try {
      const exitCode = await prepareShell(this.#machine, this.#id)
      if (this.#detached) return
      if (exitCode !== undefined) return this.#listener.exited(exitCode)
      this.#joinLater(new Error('the stream ended while the shell lives'))
    } catch (cause) {
      this.#joinLater(cause)
    }
  }

  #joinLater(cause: unknown): void {
    if (this.#detached) return
    this.#listener.lost(cause)
    this.#retry = setTimeout(() => {
      this.start(this.#size).then(
        () => !this.#detached && this.#listener.joined(),
        (again) => this.#joinLater(again),
      )
    }, this.#delay)
    this.#delay = Math.min(this.#delay * 2, LONGEST_RETRY)
  }
}
