// Where a moment of the attempt lies in its recordings.
import { type AttemptResult, sockets } from '@unflunk/shared/api'
import { fillPath } from '../api/call.ts'

type Recording = AttemptResult['recordings'][number]

/** A moment to show. Without a terminal, the recording that was running then. */
export interface Moment {
  readonly at: number
  readonly terminal?: string | undefined
  /** What there is to see. */
  readonly says: string
  /** All of the recording instead of a clip. */
  readonly whole?: boolean
}

export interface ReplaySource {
  readonly recording: Recording
  readonly url: string
  /** Seconds from the recording's start. */
  readonly startAt: number
  /** Where the clip stops; undefined: all of it. */
  readonly clipEnd: number | undefined
}

/** One sees a slip better when one sees it come. */
const LEAD_IN_MS = 6_000
const CLIP_SECONDS = 15

export function replayOf(attempt: string, recordings: readonly Recording[], moment: Moment): ReplaySource | undefined {
  const running = recordings.filter(({ startedAt, ms }) => startedAt <= moment.at && moment.at <= startedAt + ms)
  const recording =
    moment.terminal === undefined ? running[0] : recordings.find(({ terminal }) => terminal === moment.terminal && running.length > 0)
  if (!recording) return undefined
  const seconds = Math.max(0, Math.min(moment.at - LEAD_IN_MS - recording.startedAt, recording.ms)) / 1000
  return {
    recording,
    url: fillPath(sockets.recording, { id: attempt, terminal: recording.terminal }),
    startAt: seconds,
    clipEnd: moment.whole ? undefined : seconds + CLIP_SECONDS,
  }
}

/** `0:41:12` since the clock of the attempt began. */
export function clockTime(startedAt: number, at: number): string {
  const seconds = Math.max(0, Math.round((at - startedAt) / 1000))
  const two = (value: number) => String(value).padStart(2, '0')
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
}
