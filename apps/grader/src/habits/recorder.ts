// Owns the event log of an attempt while it grows: numbers the events, stamps them, takes secrets out, appends one line each.
import { EVENT_VERSION, type HabitEvent, type HabitEventBody, parseHabitEvent } from '@unflunk/shared/habits'
import type { Clock } from '../lib/clock.ts'
import { redact } from './redact.ts'

export interface Recorder {
  /** Appends one event and gives it back as stored. */
  record(body: HabitEventBody): HabitEvent
}

/**
 * `write` gets one line without its newline, in order, once per event. `lastSeq` is the number of the last event
 * of a log that goes on after a restart (0 for a new one).
 */
export function createRecorder(options: {
  readonly attempt: string
  readonly clock: Pick<Clock, 'now'>
  readonly write: (line: string) => void
  readonly lastSeq?: number
}): Recorder {
  let seq = options.lastSeq ?? 0
  return {
    record(body) {
      seq += 1
      const event: HabitEvent = {
        v: EVENT_VERSION,
        seq,
        at: Math.round(options.clock.now()),
        attempt: options.attempt,
        ...withoutSecrets(body),
      }
      options.write(JSON.stringify(event))
      return event
    },
  }
}

/** The events that hold text of the candidate, or of what a command printed. */
function withoutSecrets(body: HabitEventBody): HabitEventBody {
  switch (body.type) {
    case 'command-started':
    case 'held':
      return { ...body, line: redact(body.line) }
    case 'complained':
      return { ...body, says: redact(body.says) }
    case 'copied':
      return { ...body, what: redact(body.what) }
    case 'docs-searched':
      return { ...body, query: redact(body.query) }
    default:
      return body
  }
}

/**
 * The events of a stored log. A line that is not of this version's shape (older, newer, or torn by a power cut)
 * is left out and counted: one bad line must not hide the rest.
 */
export function parseLog(lines: Iterable<string>): { events: HabitEvent[]; skipped: number } {
  const events: HabitEvent[] = []
  let skipped = 0
  for (const line of lines) {
    if (line.trim() === '') continue
    try {
      events.push(parseHabitEvent(JSON.parse(line)))
    } catch {
      // Counted for the caller, who may tell the reader that part of the log was not read.
      skipped += 1
    }
  }
  return { events, skipped }
}
