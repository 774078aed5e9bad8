// One shell of the candidate, joined to at most one browser: bytes both ways, marks, a screen for late joiners, a recording.
import { AppError } from '@unflunk/shared/error'
import type { ShellMark, TerminalNotice, TerminalSize } from '@unflunk/shared/terminal'
import type { Clock } from '../lib/clock.ts'
import type { Machine } from '../sandbox/machine.ts'
import { endShell, markNonce } from './attach.ts'
import { type Complaint, ComplaintWatch } from './complaints.ts'
import { Connection } from './connection.ts'
import { MarkScanner } from './mark-scanner.ts'
import { type Input, readInput } from './read-input.ts'
import { type EarlierRecording, readRecording } from './read-recording.ts'
import { Recorder, type RecordingFile } from './recorder.ts'
import { Screen } from './screen.ts'
import { Shell } from './shell.ts'
import type { TerminalSocket } from './terminal-socket.ts'

const SCREEN_HIGH = 1024 * 1024 // bytes not yet drawn: more would only use memory
const SCREEN_LOW = 256 * 1024 // bytes
const CAN = Buffer.from('\x18') // ends an escape sequence that a killed grader left half recorded
const DEFAULT_SIZE: TerminalSize = { cols: 120, rows: 32 }

export interface TerminalOptions {
  /** Unique among all terminals of the machine's life: letters, digits, - and _. The same id joins the same shell again. */
  readonly id: string
  readonly title: string
  /** `base` of the fleet. */
  readonly machine: Machine
  /** Opened for appending; what it already holds is drawn on the screen first. Closed by the terminal. */
  readonly recording: RecordingFile
  readonly clock: Clock
  /** Called in the order of the stream; `at` is epoch milliseconds, the same clock as the recording's. */
  readonly onMark: (mark: ShellMark, at: number) => void
  /** Called before the mark that ends the command. */
  readonly onComplaint: (complaint: Complaint) => void
  /** What came from the browser, pastes included; `onPaste` is told before the bytes of the paste come. */
  readonly onInput: (input: Input) => void
  readonly onPaste: (bytes: number) => void
  /** The shell has ended, by `exit` or by `close`; not called after `dispose`. */
  readonly onExit: (exitCode: number) => void
  /** Something of ours went wrong and the terminal goes on: a lost machine (tried again), a recording that cannot be written. */
  readonly onTrouble: (message: string, cause: unknown) => void
}

export interface Terminal {
  readonly id: string
  /** undefined while the shell lives. */
  readonly exitCode: number | undefined
  /** Sends `ready`, the screen, then live bytes; an older socket is told `taken-over` and closed. */
  join(socket: TerminalSocket): void
  /** Ends the shell and everything in it, then disposes. */
  close(): Promise<void>
  /** Lets go: the shell lives on and can be opened again by its id. Resolves when the recording is on the disk. */
  dispose(): Promise<void>
}

/**
 * Starts the shell, or joins the one that an earlier grader started, with its screen as it was.
 * Throws AppError `machine-unreachable`, `engine-unavailable` or `timeout`.
 */
export async function openTerminal(options: TerminalOptions): Promise<Terminal> {
  const earlier = await readRecording(options.recording.path)
  const terminal = new LiveTerminal(options, earlier)
  try {
    await terminal.start(earlier)
  } catch (error) {
    await terminal.dispose()
    throw error
  }
  return terminal
}

/** Who wants the process not to be read just now. */
type Hold = 'browser' | 'screen' | 'recording' | 'joining'

class LiveTerminal implements Terminal {
  readonly id: string
  readonly #options: TerminalOptions
  readonly #screen: Screen
  readonly #recorder: Recorder
  readonly #shell: Shell
  readonly #scanner: MarkScanner
  readonly #complaints: ComplaintWatch
  readonly #holds = new Set<Hold>()
  readonly #restored: boolean
  #connection: Connection | undefined
  #exitCode: number | undefined
  #disposed: Promise<void> | undefined

  constructor(options: TerminalOptions, earlier: EarlierRecording | undefined) {
    this.id = options.id
    this.#options = options
    this.#restored = earlier !== undefined
    const { id, machine, clock, recording: file, title } = options
    const size = earlier?.size ?? DEFAULT_SIZE
    this.#screen = new Screen(size, (pending) => this.#limitScreen(pending))
    this.#recorder = new Recorder({
      ...{ file, clock, size, title, earlier },
      onBehind: (behind) => this.#hold('recording', behind),
      onFailure: (cause) => options.onTrouble(`The recording of terminal ${id} could not be written to ${file.path}.`, cause),
    })
    this.#complaints = new ComplaintWatch(options.onComplaint)
    this.#scanner = new MarkScanner(markNonce(id), {
      bytes: (data) => this.#show(data),
      mark: (mark) => this.#marked(mark),
    })
    this.#shell = new Shell(machine, id, {
      data: (chunk) => this.#scanner.feed(chunk),
      exited: (exitCode) => this.#exited(exitCode),
      lost: (cause) => this.#lost(cause),
      joined: () => this.#connection && this.#welcome(this.#connection),
    })
  }

  get exitCode(): number | undefined {
    return this.#exitCode
  }

  async start(earlier: EarlierRecording | undefined): Promise<void> {
    for (const event of earlier?.tail ?? []) {
      if (event.type === 'resize') await this.#screen.settled().then(() => this.#screen.resize(event.size))
      else this.#screen.write(Buffer.from(event.text))
    }
    if (earlier) this.#screen.write(CAN)
    await this.#screen.settled()
    await this.#shell.start(this.#screen.size)
  }

  join(socket: TerminalSocket): void {
    this.#connection?.takeOver()
    const connection = new Connection(socket, {
      input: (data) => this.#typed(data),
      resize: (size) => this.#resize(size),
      pasted: (bytes) => this.#options.onPaste(bytes),
      full: (full) => this.#connection === connection && this.#hold('browser', full),
      closed: () => this.#left(connection),
    })
    this.#connection = connection
    this.#hold('browser', false)
    void this.#welcome(connection)
  }

  async close(): Promise<void> {
    this.#shell.detach()
    await endShell(this.#options.machine, this.id)
    this.#exited(129) // 128 + SIGHUP
    await this.dispose()
  }

  dispose(): Promise<void> {
    this.#disposed ??= this.#dispose()
    return this.#disposed
  }

  async #dispose(): Promise<void> {
    this.#shell.detach()
    this.#connection?.close('the terminal was closed')
    await this.#screen.settled()
    this.#screen.dispose()
    await this.#recorder.close()
  }

  /** The hot path: the browser first, everything else afterwards. */
  #show(data: Uint8Array): void {
    this.#connection?.push(data)
    this.#recorder.output(data)
    this.#screen.write(data)
    this.#complaints.output(data)
  }

  #typed(data: Uint8Array): void {
    this.#shell.write(data)
    this.#options.onInput(readInput(data))
  }

  #marked(mark: ShellMark): void {
    if (mark.type === 'command-started') this.#complaints.commandStarted()
    else if (mark.type === 'command-finished') this.#complaints.commandFinished()
    this.#options.onMark(mark, this.#options.clock.now())
  }

  /** Nothing may reach the screen between taking the snapshot and the first live byte. */
  async #welcome(connection: Connection): Promise<void> {
    this.#hold('joining', true)
    await this.#screen.settled()
    if (this.#connection !== connection) return // a newer socket is being welcomed
    connection.start(this.#screen.size, this.#restored, this.#screen.snapshot())
    if (this.#exitCode !== undefined) connection.notify({ type: 'exited', exitCode: this.#exitCode })
    this.#hold('joining', false)
  }

  #left(connection: Connection): void {
    if (this.#connection !== connection) return
    this.#connection = undefined
    this.#hold('browser', false)
    this.#hold('joining', false)
  }

  #resize(size: TerminalSize): void {
    const { cols, rows } = this.#screen.size
    if (size.cols === cols && size.rows === rows) return
    this.#screen.resize(size)
    this.#recorder.resized(size)
    this.#shell.resize(size)
  }

  #exited(exitCode: number): void {
    if (this.#exitCode !== undefined) return
    this.#exitCode = exitCode
    this.#recorder.exited(exitCode)
    this.#connection?.notify({ type: 'exited', exitCode })
    if (!this.#disposed) this.#options.onExit(exitCode)
  }

  #lost(cause: unknown): void {
    this.#options.onTrouble(`Terminal ${this.id} lost its machine; trying again.`, cause)
    this.#connection?.notify(lostNotice(cause))
  }

  #limitScreen(pending: number): void {
    if (pending > SCREEN_HIGH) this.#hold('screen', true)
    else if (pending < SCREEN_LOW) this.#hold('screen', false)
  }

  #hold(reason: Hold, held: boolean): void {
    const before = this.#holds.size > 0
    if (held) this.#holds.add(reason)
    else this.#holds.delete(reason)
    const now = this.#holds.size > 0
    if (before !== now) this.#shell.read(!now)
  }
}

function lostNotice(cause: unknown): TerminalNotice {
  const next = cause instanceof AppError ? cause.next : undefined
  const message = cause instanceof AppError ? cause.message : 'The machine of this terminal does not answer; trying again.'
  return next === undefined ? { type: 'failed', message } : { type: 'failed', message, next }
}
