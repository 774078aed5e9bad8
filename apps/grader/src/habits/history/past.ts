// What history is drawn from: attempts that came to their end, work on tasks, and what the catalogue offers.
import type { HabitReport } from '@unflunk/shared/habits'
import type { HistoryAttempt } from '@unflunk/shared/history'
import type { ExamTrack } from '@unflunk/shared/scenario'

export const DAY = 86_400_000

/** Work on one task of the catalogue, in an exam or in practice. */
export interface Work {
  readonly scenario: string
  readonly domain: string
  readonly at: number
  /** Of its points, 0 to 1. */
  readonly share: number
}

export interface PastTask {
  /** The session's id: `t1`. */
  readonly id: string
  readonly scenario: string
  readonly domain: string
  readonly minutesSpent: number
  readonly share: number
}

/** An attempt that came to its end. */
export interface PastAttempt {
  readonly summary: HistoryAttempt
  readonly tasks: readonly PastTask[]
  readonly report: Pick<HabitReport, 'cards' | 'checklists'>
}

/** A task that can be practised here. */
export interface Offered {
  readonly id: string
  readonly track: ExamTrack
  readonly title: string
  readonly domain: string
  readonly bullets: readonly string[]
  readonly minutes: number
}

/** A glance is no attempt: all tasks are skimmed first by whoever does it well. */
const TRIED_MINUTES = 1

/** The tasks of an attempt that were worked on, not only looked at. */
export function workOf(attempt: PastAttempt): Work[] {
  return attempt.tasks
    .filter(({ minutesSpent, share }) => share > 0 || minutesSpent >= TRIED_MINUTES)
    .map(({ scenario, domain, share }) => ({ scenario, domain, share, at: attempt.summary.at }))
}

export function trackOf(scenario: string): ExamTrack {
  return scenario.startsWith('cks/') ? 'cks' : 'cka'
}

/** `1 day`, `9 days` */
export function days(number: number): string {
  return `${number} day${number === 1 ? '' : 's'}`
}

export function daysSince(at: number, now: number): number {
  return Math.floor((now - at) / DAY)
}
