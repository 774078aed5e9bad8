// Records one terminal as asciicast v3: time since the event before, kind, data. Bytes are only noted when they pass;
// decoding, JSON and the file come a moment later, off the path of a keystroke.
import type { TerminalSize } from '@unflunk/shared/terminal'
import type { Clock } from '../lib/clock.ts'
import type { EarlierRecording } from './read-recording.ts'

/** A grader that is killed loses at most this much of a recording. */
const WRITE_AFTER = 50 // ms
/** Output this close together becomes one event. */
const SAME_MOMENT = 10 // ms
/** Not yet on the disk: above this the process has to wait. */
const UNWRITTEN_LIMIT = 4 * 1024 * 1024 // bytes
/** Small amounts are left to the system's own writing; only a flood waits for the disk. */
const FLUSH_AFTER = 1024 * 1024 // bytes
/** A terminal that prints without end must not fill the disk: past this the recording stops, with a marker that says so. */
export const LONGEST_RECORDING = 256 * 1024 * 1024 // bytes

/** The append-only file that the recording goes to (storage's AppendFile is one). `flush` resolves when all is on the disk. */
export interface RecordingFile {
  readonly path: string
  append(line: string): void
  flush(): Promise<void>
  close(): Promise<void>
}

type Kind = 'o' | 'r' | 'm' | 'x'

export interface RecorderOptions {
  readonly file: RecordingFile
  readonly clock: Clock
  readonly size: TerminalSize
  readonly title: string
  /** What the file already holds, after a restart of the grader. */
  readonly earlier: EarlierRecording | undefined
  /** True while the file is too far behind: stop reading the process. */
  readonly onBehind: (behind: boolean) => void
  /** The file could not be written; the terminal goes on without a recording. */
  readonly onFailure: (cause: unknown) => void
}

export class Recorder {
  readonly #options: RecorderOptions
  readonly #decoder = new TextDecoder()
  /** Epoch milliseconds of the last event in the file. */
  #last: number
  #noted: { at: number; data: Uint8Array[] }[] = []
  #timer: NodeJS.Timeout | undefined
  /** Bytes noted but not yet on the disk, and the part of them that the file has. */
  #unwritten = 0
  #appended = 0
  #length: number
  #flushing: Promise<void> | undefined
  #behind = false
  #over = false

  constructor(options: RecorderOptions) {
    this.#options = options
    const { earlier, clock, size, title, file } = options
    this.#length = earlier?.length ?? 0
    if (earlier) {
      this.#last = earlier.endsAt
      this.#event('m', 'the grader was restarted')
      return
    }
    // The header has whole seconds, so the recording begins at the start of one: its events are exact to the millisecond.
    const timestamp = Math.floor(clock.now() / 1000)
    this.#last = timestamp * 1000
    const header = { version: 3, term: { cols: size.cols, rows: size.rows, type: 'xterm-256color' }, timestamp, title }
    file.append(JSON.stringify(header))
  }

  output(data: Uint8Array): void {
    if (this.#over) return
    const at = this.#options.clock.now()
    const current = this.#noted.at(-1)
    if (current && at - current.at < SAME_MOMENT) current.data.push(data)
    else this.#noted.push({ at, data: [data] })
    this.#unwritten += data.length
    this.#timer ??= setTimeout(() => this.#writeNoted(), WRITE_AFTER)
    this.#checkBehind()
  }

  resized(size: TerminalSize): void {
    this.#writeNoted()
    this.#event('r', `${size.cols}x${size.rows}`)
  }

  exited(exitCode: number): void {
    this.#writeNoted()
    this.#event('x', String(exitCode))
  }

  async close(): Promise<void> {
    this.#writeNoted()
    this.#over = true
    await this.#flushing
    await this.#options.file.close().catch(this.#options.onFailure)
  }

  #writeNoted(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const noted = this.#noted
    this.#noted = []
    for (const { at, data } of noted) {
      const text = this.#decoder.decode(data.length === 1 ? data[0] : Buffer.concat(data), { stream: true })
      if (text !== '') this.#event('o', text, at)
    }
    this.#appended = this.#unwritten
    if (this.#appended > FLUSH_AFTER) this.#flushing ??= this.#flush()
    this.#checkBehind()
  }

  #event(kind: Kind, data: string, at = this.#options.clock.now()): void {
    if (this.#over) return
    const ms = Math.max(0, at - this.#last)
    this.#last += ms
    const line = JSON.stringify([ms / 1000, kind, data])
    this.#length += line.length
    this.#options.file.append(line)
    if (this.#length <= LONGEST_RECORDING) return
    this.#over = true
    this.#options.file.append(JSON.stringify([0, 'm', 'recording stopped: the terminal printed too much']))
  }

  /** One at a time, and again while a lot came in meanwhile: a process that waits for the disk brings no new reason to flush. */
  async #flush(): Promise<void> {
    while (this.#appended > FLUSH_AFTER && !this.#over) {
      const writing = this.#appended
      try {
        await this.#options.file.flush()
      } catch (cause) {
        this.#over = true
        this.#options.onFailure(cause)
      }
      this.#unwritten -= writing
      this.#appended -= writing
    }
    this.#flushing = undefined
    this.#checkBehind()
  }

  #checkBehind(): void {
    const behind = !this.#over && this.#unwritten > (this.#behind ? FLUSH_AFTER : UNWRITTEN_LIMIT)
    if (behind === this.#behind) return
    this.#behind = behind
    this.#options.onBehind(behind)
  }
}
