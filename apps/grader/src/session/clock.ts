// The exam's clock as arithmetic: which alert or end is due now, and when to look again.
import type { SessionState } from './state.ts'

/** Minutes left at which the exam alerts, as in the real one. */
export const ALERT_MINUTES = [30, 15, 5] as const
const MINUTE = 60_000
/** The longest pause between two looks: the heartbeat that measures our own absence is written at each. */
const TICK_MS = 1_000

export type Due = { type: 'alert'; minutes: number } | { type: 'time-up' }

/**
 * What is due at `now`. Several alerts may have come due at once (after a restart): only the nearest to the end is
 * worth saying. An alert is not given where the exam is not longer than it.
 */
export function dueAt(state: SessionState, now: number): Due | undefined {
  if (state.phase !== 'running' || state.endsAt === undefined) return undefined
  if (now >= state.endsAt) return { type: 'time-up' }
  const left = state.endsAt - now
  const missed = ALERT_MINUTES.filter((minutes) => minutes < state.minutes && left <= minutes * MINUTE && !state.alerted.includes(minutes))
  const minutes = missed.at(-1)
  if (minutes === undefined || state.alerted.some((given) => given < minutes)) return undefined
  return { type: 'alert', minutes }
}

/** Milliseconds until `dueAt` should be asked again. */
export function nextLookMs(state: SessionState, now: number): number {
  return state.endsAt === undefined ? TICK_MS : Math.max(0, Math.min(TICK_MS, state.endsAt - now))
}
