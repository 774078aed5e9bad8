// The score of an attempt from the grades of its tasks. Checks that could not be run count neither for nor against.
import type { TaskGrade } from '@unflunk/shared/grading'

interface Graded {
  readonly domain: string
  /** Percent of the exam. */
  readonly weight: number
  readonly checks: readonly { readonly id: string; readonly points: number; readonly guard: boolean }[]
  readonly grade: TaskGrade | undefined
}

/** Percent of the exam that a task earned, and how much of its weight could be judged. */
function earned({ weight, checks, grade }: Graded): { points: number; of: number } {
  const total = checks.reduce((sum, check) => sum + (check.guard ? 0 : check.points), 0)
  if (total === 0) return { points: 0, of: 0 }
  if (!grade) return { points: 0, of: weight } // ended without a grade: nothing was done that counts
  const errors = new Set(grade.verdicts.flatMap((verdict) => (verdict.outcome === 'error' ? [verdict.checkId] : [])))
  const unknown = checks.reduce((sum, check) => sum + (!check.guard && errors.has(check.id) ? check.points : 0), 0)
  return { points: (weight * grade.points) / total, of: (weight * (total - unknown)) / total }
}

/** Exact percent of what could be judged; 0 when nothing could. Pure. */
export function scorePercent(tasks: readonly Graded[]): number {
  const sums = tasks.map(earned)
  const of = sums.reduce((sum, task) => sum + task.of, 0)
  return of === 0 ? 0 : (100 * sums.reduce((sum, task) => sum + task.points, 0)) / of
}

/** Points and weights per domain, in the order in which the domains appear. */
export function scoreByDomain(tasks: readonly Graded[]): { domain: string; points: number; of: number }[] {
  const domains = new Map<string, { points: number; of: number }>()
  for (const task of tasks) {
    const before = domains.get(task.domain) ?? { points: 0, of: 0 }
    const { points, of } = earned(task)
    domains.set(task.domain, { points: before.points + points, of: before.of + of })
  }
  return [...domains].map(([domain, sums]) => ({ domain, ...sums }))
}
