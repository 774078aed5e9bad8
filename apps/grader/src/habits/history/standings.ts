// Advice 2 and 4, which are seen over weeks: stale domains, weight never attempted, days since the last full mock.
import { isFullMock } from '@unflunk/shared/api'
import type { Standing, TrackCoverage } from '@unflunk/shared/history'
import { FULL_EXAM_TASKS } from '../rules/thresholds.ts'
import { DAY, days, daysSince, type PastAttempt } from './past.ts'
import { MOCK_DAYS, SETTLED_DAYS, STALE_DAYS, UNCOVERED_WEIGHT } from './thresholds.ts'

/** `coverage`: of the exam that is prepared for. Domains without a task in the catalogue are nobody's fault. */
export function staleDomain(coverage: TrackCoverage, now: number): Standing {
  const standing = { advice: '2', rule: 'stale-domain' } as const
  const practised = coverage.domains.flatMap(({ title, weight, offered, lastAt }) =>
    lastAt === undefined || offered === 0 ? [] : [{ title, weight, idle: daysSince(lastAt, now) }],
  )
  if (practised.length === 0) return { ...standing, state: 'not-measured', says: 'No domain has been practised yet.' }
  const stale = practised.filter(({ idle }) => idle >= STALE_DAYS).toSorted((one, other) => other.weight - one.weight)
  const [heaviest] = stale
  if (!heaviest) {
    const oldest = Math.max(...practised.map(({ idle }) => idle))
    return { ...standing, state: 'kept', says: `Every domain that you have begun was practised within ${days(Math.max(1, oldest))}.` }
  }
  const others = stale.length === 1 ? '' : `, and ${stale.length - 1} more`
  return {
    ...standing,
    state: 'slipped',
    says: `${heaviest.title} (${heaviest.weight} % of the exam) was not practised for ${days(heaviest.idle)}${others}.`,
    next: 'One task of it is enough to bring it back.',
  }
}

/** `firstAt`: when the first task was worked on. */
export function uncoveredWeight(coverage: TrackCoverage, firstAt: number | undefined, now: number): Standing {
  const standing = { advice: '2', rule: 'uncovered-weight' } as const
  const missing = Math.round(coverage.offered - coverage.attempted)
  if (firstAt === undefined || daysSince(firstAt, now) < SETTLED_DAYS) {
    return { ...standing, state: 'not-measured', says: `Too early to tell: it is judged ${SETTLED_DAYS} days after your first task.` }
  }
  const numbers = `You have tried tasks for ${Math.round(coverage.attempted)} % of the exam, of ${Math.round(coverage.offered)} % that there are tasks for here.`
  if (missing === 0) return { ...standing, state: 'kept', says: numbers }
  if (missing < UNCOVERED_WEIGHT) return { ...standing, state: 'clear', says: numbers }
  const domain = coverage.domains.toSorted((one, other) => gap(other) - gap(one))[0]
  return {
    ...standing,
    state: 'slipped',
    says: numbers,
    ...(domain ? { next: `Most of what is missing is in ${domain.title}.` } : {}),
  }
}

function gap({ offered, attempted }: { offered: number; attempted: number }): number {
  return offered - attempted
}

interface MockQuestion {
  readonly past: readonly PastAttempt[]
  /** Whether the catalogue has an exam of full length at all. */
  readonly offered: boolean
  readonly firstAt: number | undefined
  /** Start of the day of the exam, epoch milliseconds. */
  readonly examAt: number | undefined
  readonly now: number
}

export function noMock({ past, offered, firstAt, examAt, now }: MockQuestion): Standing {
  const standing = { advice: '4', rule: 'no-mock' } as const
  const last = past.findLast(({ summary }) => isFullMock(summary) && summary.tasks >= FULL_EXAM_TASKS)?.summary.at
  if (last !== undefined && now - last < MOCK_DAYS * DAY) {
    const idle = daysSince(last, now)
    return { ...standing, state: 'kept', says: `Your last full mock was ${idle === 0 ? 'within the last day' : `${days(idle)} ago`}.` }
  }
  if (!offered) {
    return {
      ...standing,
      state: 'not-measured',
      says: `No full mock (${FULL_EXAM_TASKS} tasks or more) is installed yet; short ones do not count.`,
    }
  }
  const next = 'Sit a whole mock: two hours with the clock are a skill of their own.'
  if (last !== undefined) return { ...standing, state: 'slipped', says: `Your last full mock was ${days(daysSince(last, now))} ago.`, next }
  if (examAt !== undefined && examAt > now && examAt - now <= MOCK_DAYS * DAY) {
    return {
      ...standing,
      state: 'slipped',
      says: `Your exam is in ${days(Math.ceil((examAt - now) / DAY))}, and you have not sat a full mock.`,
      next,
    }
  }
  if (firstAt !== undefined && now - firstAt >= MOCK_DAYS * DAY) {
    return {
      ...standing,
      state: 'slipped',
      says: `You have practised for ${days(daysSince(firstAt, now))}, and have not sat a full mock.`,
      next,
    }
  }
  return { ...standing, state: 'not-measured', says: `Too early to tell: it is judged ${MOCK_DAYS} days after your first task.` }
}
