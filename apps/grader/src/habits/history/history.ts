// All attempts folded into what the history page and the start page show. Pure.
import type { History, Plan } from '@unflunk/shared/history'
import type { Curriculum } from '@unflunk/shared/scenario'
import { FULL_EXAM_TASKS } from '../rules/thresholds.ts'
import { coverageOf, focusOf } from './coverage.ts'
import { type KnownDrill, nextSteps } from './next-steps.ts'
import { type Offered, type PastAttempt, trackOf, type Work, workOf } from './past.ts'
import { registeredAndIdle, roomForSecond } from './planner.ts'
import { noMock, staleDomain, uncoveredWeight } from './standings.ts'
import { adviceTrends, checklistTrends } from './trends.ts'

/** More columns than this cannot be told apart. */
const ATTEMPTS_SHOWN = 24

export interface Memories {
  /** Attempts that came to their end, oldest first. */
  readonly past: readonly PastAttempt[]
  /** Grades in practice, also of attempts that were abandoned. */
  readonly practised: readonly Work[]
  readonly curricula: readonly Curriculum[]
  readonly offered: readonly Offered[]
  /** Tasks of each exam in the catalogue. */
  readonly exams: readonly { tasks: number }[]
  readonly drills: readonly KnownDrill[]
  readonly plan: Plan
  readonly now: number
  /** The local day of a moment, as `2026-11-25`. */
  readonly dayOf: (at: number) => string
}

export function historyOf({ past, practised, curricula, offered, exams, drills, plan, now, dayOf }: Memories): History {
  const work = [...past.flatMap(workOf), ...practised]
  const times = work.map(({ at }) => at)
  const firstAt = times.length === 0 ? undefined : Math.min(...times)
  const lastDay = times.length === 0 ? undefined : dayOf(Math.max(...times))
  const focus = focusOf(work, plan.track)
  const tracks = curricula.map((curriculum) => coverageOf(curriculum, work, offered))
  const coverage = tracks.find(({ track }) => track === focus)
  const practisedTracks = tracks.filter(({ track }) => track === focus || work.some(({ scenario }) => trackOf(scenario) === track))
  const examAt = plan.examDate === undefined ? undefined : Date.parse(plan.examDate)
  const standings = [
    ...(coverage ? [staleDomain(coverage, now), uncoveredWeight(coverage, firstAt, now)] : []),
    noMock({ past, offered: exams.some(({ tasks }) => tasks >= FULL_EXAM_TASKS), firstAt, examAt, now }),
    roomForSecond(plan),
    registeredAndIdle(plan, lastDay, dayOf(now)),
  ]
  const shown = past.slice(-ATTEMPTS_SHOWN)
  return {
    attempts: shown.map(({ summary }) => summary),
    advices: adviceTrends(shown, standings),
    checklists: checklistTrends(shown),
    coverage: practisedTracks.toSorted((one, other) => Number(other.track === focus) - Number(one.track === focus)),
    next: coverage ? nextSteps({ past, work, coverage, offered, drills, now }) : [],
    plan,
  }
}
