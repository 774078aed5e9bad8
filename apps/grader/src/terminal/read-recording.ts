// Reads an asciicast v3 file back: how long it is, and the end of it, from which a screen can be drawn again.
import { createReadStream } from 'node:fs'
import type { TerminalSize } from '@unflunk/shared/terminal'
import { z } from 'zod'

/** Enough to fill the screen and its scrollback many times over; drawing it takes about a quarter of a second. */
const TAIL = 8 * 1024 * 1024 // characters

export type ReplayedEvent = { type: 'output'; text: string } | { type: 'resize'; size: TerminalSize }

export interface EarlierRecording {
  /** Epoch milliseconds of the recording's second 0 and of its last event. */
  readonly startedAt: number
  readonly endsAt: number
  /** Characters in the file. */
  readonly length: number
  /** The size at the beginning of `tail`. */
  readonly size: TerminalSize
  readonly tail: readonly ReplayedEvent[]
}

const Header = z.object({
  version: z.literal(3),
  term: z.object({ cols: z.number().int().min(1), rows: z.number().int().min(1) }),
  timestamp: z.number(),
})
const Event = z.tuple([z.number().min(0), z.string(), z.string()])

/**
 * undefined when there is no such file or it has no header yet. A last line that was torn by a crash is left out; the
 * file itself is repaired by whoever opens it for appending.
 */
export async function readRecording(path: string): Promise<EarlierRecording | undefined> {
  const reader = new RecordingReader()
  try {
    for await (const line of linesOf(path)) {
      if (!reader.line(line)) break
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
  return reader.result()
}

/** Not Node's readline: that also splits at U+2028, which JSON leaves as it is. A line without its end is not given. */
async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of createReadStream(path, { encoding: 'utf8' })) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
}

/** Milliseconds are added as integers: sums of decimal fractions would drift. */
class RecordingReader {
  #startedAt: number | undefined
  #endsAt = 0
  #length = 0
  #size: TerminalSize = { cols: 80, rows: 24 }
  #tail: ReplayedEvent[] = []
  #tailLength = 0

  /** False when the line is torn: nothing after it counts. */
  line(line: string): boolean {
    const value = parseJson(line)
    if (value === undefined) return line.startsWith('#')
    this.#length += line.length + 1
    return this.#startedAt === undefined ? this.#header(value) : this.#event(value)
  }

  result(): EarlierRecording | undefined {
    if (this.#startedAt === undefined) return undefined
    return { startedAt: this.#startedAt, endsAt: this.#endsAt, length: this.#length, size: this.#size, tail: this.#tail }
  }

  #header(value: unknown): boolean {
    const header = Header.safeParse(value)
    if (!header.success) return false
    this.#startedAt = header.data.timestamp * 1000
    this.#endsAt = this.#startedAt
    this.#size = { cols: header.data.term.cols, rows: header.data.term.rows }
    return true
  }

  #event(value: unknown): boolean {
    const event = Event.safeParse(value)
    if (!event.success) return false
    const [seconds, kind, data] = event.data
    this.#endsAt += Math.round(seconds * 1000)
    if (kind === 'o') this.#keep({ type: 'output', text: data })
    const size = kind === 'r' ? parseSize(data) : undefined
    if (size) this.#keep({ type: 'resize', size })
    return true
  }

  #keep(event: ReplayedEvent): void {
    this.#tail.push(event)
    this.#tailLength += lengthOf(event)
    // In batches: taking one event off the front each time would copy the list each time.
    if (this.#tailLength <= 2 * TAIL) return
    let dropped = 0
    while (this.#tailLength > TAIL) {
      const oldest = this.#tail[dropped++]
      if (!oldest) break
      this.#tailLength -= lengthOf(oldest)
      if (oldest.type === 'resize') this.#size = oldest.size
    }
    this.#tail = this.#tail.slice(dropped)
  }
}

function lengthOf(event: ReplayedEvent): number {
  return event.type === 'output' ? event.text.length : 0
}

function parseSize(data: string): TerminalSize | undefined {
  const [cols, rows] = data.split('x').map(Number)
  return cols !== undefined && rows !== undefined && cols > 0 && rows > 0 ? { cols, rows } : undefined
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined // a torn line is expected after a crash
  }
}
