// The result of an attempt, put together from its state, its grades and its log. Pure.
import type { AttemptResult, TaskResult } from '@unflunk/shared/api'
import type { TaskGrade } from '@unflunk/shared/grading'
import type { HabitReport } from '@unflunk/shared/habits'
import type { PreparedTask } from '../scenario/task.ts'
import { shownChecks } from './grading.ts'
import { scoreByDomain, scorePercent } from './score.ts'
import type { SessionState, TaskState } from './state.ts'
import { summaryOf } from './view.ts'

const MINUTE = 60_000

export interface ResultParts {
  readonly state: SessionState
  readonly prepared: ReadonlyMap<string, PreparedTask>
  /** Final grades by task; a task without one was never graded. */
  readonly grades: ReadonlyMap<string, TaskGrade>
  readonly habits: HabitReport
  readonly recordings: AttemptResult['recordings']
  readonly now: number
}

function ungraded(checks: readonly { points: number; guard: boolean }[], at: number): TaskGrade {
  return { verdicts: [], points: 0, of: checks.reduce((sum, { points, guard }) => sum + (guard ? 0 : points), 0), at }
}

function taskResult(task: TaskState, prepared: PreparedTask | undefined, grade: TaskGrade | undefined, at: number): TaskResult {
  const { id, number, scenario, title, domain, domainTitle, host, markdown, weight } = task
  const checks = prepared ? shownChecks(prepared) : []
  return {
    id,
    number,
    scenario,
    title,
    domain,
    domainTitle,
    host,
    markdown,
    weight,
    minutesSpent: task.spentMs / MINUTE,
    minutesBudget: task.minutes,
    grade: grade ?? ungraded(checks, at),
    checks,
    solutions: [...(prepared?.solutions ?? [])],
    notes: prepared?.notes ?? '',
  }
}

/** The tasks as `score.ts` counts them. */
export function gradedTasks(state: SessionState, prepared: ReadonlyMap<string, PreparedTask>, grades: ReadonlyMap<string, TaskGrade>) {
  return state.tasks.map(({ id, domain, weight }) => ({ domain, weight, checks: prepared.get(id)?.checks ?? [], grade: grades.get(id) }))
}

export function buildResult({ state, prepared, grades, habits, recordings, now }: ResultParts): AttemptResult {
  const graded = gradedTasks(state, prepared, grades)
  const exact = scorePercent(graded)
  const titles = new Map(state.tasks.map(({ domain, domainTitle }) => [domain, domainTitle]))
  const endedAt = state.endedAt ?? now
  const errors = [...grades.values()].flatMap(({ verdicts }) => verdicts.filter(({ outcome }) => outcome === 'error'))
  return {
    attempt: summaryOf(state),
    score: Math.round(exact),
    passMark: state.passMark,
    // A hair of tolerance for sums of thirds: 66 of 66 passes.
    passed: exact >= state.passMark - 1e-9,
    minutes: state.minutes,
    minutesUsed: Math.max(0, endedAt - (state.startedAt ?? endedAt) - state.creditedMs) / MINUTE,
    startedAt: state.startedAt ?? state.createdAt,
    endedReason: state.endedReason ?? 'abandoned',
    couldNotCheck: errors.length,
    domains: scoreByDomain(graded).map(({ domain, points, of }) => ({ key: domain, title: titles.get(domain) ?? domain, points, of })),
    tasks: state.tasks.map((task) => taskResult(task, prepared.get(task.id), grades.get(task.id), endedAt)),
    habits,
    selfReport: state.selfReport,
    recordings,
  }
}
