// Where the points went: every percent between 100 and the score, with the reason that is best proven.
import type { Finding, LedgerRow } from '@unflunk/shared/habits'
import { failedChecks, type HabitTask, happenedTo, percentPerPoint } from './context.ts'
import { nearMisses } from './near-miss.ts'
import { firstOpened, minutesOn, type Reading, runsOf } from './reading.ts'
import { count, taskName, worth } from './rules/rule.ts'

type Reason = LedgerRow['reason']

/** A part of a task's loss, before rounding. */
interface Loss {
  readonly reason: Reason
  readonly checks: string[]
  points: number
  readonly finding?: Finding
}

/** Best proof first: what takes a check's points before the others may. */
const RULE_REASONS: readonly (readonly [rule: string, reason: Reason])[] = [
  ['wrong-place', 'wrong-place'],
  ['default-namespace', 'wrong-place'],
  ['edited-not-applied', 'not-applied'],
  ['not-persistent', 'not-applied'],
  ['over-fix', 'broke-it-later'],
  ['broke-it-later', 'broke-it-later'],
  ['retyped-name', 'misread'],
  ['missed-words', 'misread'],
  ['answer-not-written', 'misread'],
  ['not-looked-at', 'not-looked-at'],
]

/**
 * Rows, biggest loss first, in tenths of a percent. They add up to 100 minus the exact score (rounded to tenths): what rounding
 * takes from one row it gives to another. As in the score, 100 is what could be judged: checks that we could not run are no loss.
 */
export function ledger(reading: Reading, findings: readonly Finding[]): LedgerRow[] {
  const judged = reading.context.tasks.reduce((sum, task) => sum + judgedWeight(task), 0)
  const rows = reading.context.tasks.flatMap((task) => lossesOf(reading, task, findings).map((loss) => rowOf(reading, task, loss)))
  return toTenths(rows.map((row) => ({ ...row, points: (row.points * 100) / judged }))).toSorted((one, other) => other.points - one.points)
}

function judgedWeight(task: HabitTask): number {
  const errors = new Set((task.grade?.verdicts ?? []).flatMap((verdict) => (verdict.outcome === 'error' ? [verdict.checkId] : [])))
  const unknown = task.checks.filter((check) => !check.guard && errors.has(check.id)).map((check) => check.id)
  return task.weight - worth(task, unknown)
}

function lossesOf(reading: Reading, task: HabitTask, findings: readonly Finding[]): Loss[] {
  const percent = percentPerPoint(task)
  const total = judgedWeight(task) - (task.grade?.points ?? 0) * percent
  if (total <= 0) return []
  if (!task.grade) return [{ reason: neverReached(reading, task) ? 'never-reached' : 'not-graded', checks: [], points: total }]
  if (neverReached(reading, task)) return [{ reason: 'never-reached', checks: [], points: total }]
  const taken = new Set<string>()
  const losses: Loss[] = []
  let left = total
  const take = (reason: Reason, checks: readonly string[], finding?: Finding) => {
    const fresh = checks.filter((check) => !taken.has(check))
    for (const check of fresh) taken.add(check)
    // Broken guards cannot cost more than was earned: the sum never passes what the task really lost.
    const points = Math.min(
      left,
      fresh.reduce((sum, id) => sum + (task.checks.find((check) => check.id === id)?.points ?? 0) * percent, 0),
    )
    left -= points
    if (points > 0) losses.push({ reason, checks: fresh, points, ...(finding ? { finding } : {}) })
  }
  for (const [rule, reason] of RULE_REASONS) {
    for (const finding of findings)
      if (finding.rule === rule && finding.kind === 'slip' && finding.task === task.id) take(reason, finding.checks ?? [], finding)
  }
  take(
    'misread',
    nearMisses(task, ['other-name', 'not-written']).map((miss) => miss.check),
  )
  take('could-not', [...failedChecks(task)])
  return losses
}

/** Its page was never opened, or nothing was done on its machines while it was. */
function neverReached(reading: Reading, task: HabitTask): boolean {
  if (!Number.isFinite(firstOpened(reading, task.id))) return runsOf(reading, task.id).length === 0
  const touched = reading.events('object-changed').some((event) => happenedTo(task, event))
  return !touched && runsOf(reading, task.id).length === 0 && (task.grade?.points ?? 0) === 0 && !claimed(task)
}

/** The grader found the work elsewhere: then the task was reached. */
function claimed(task: HabitTask): boolean {
  return nearMisses(task, ['other-cluster', 'other-host', 'other-name', 'other-namespace']).length > 0
}

function rowOf(reading: Reading, task: HabitTask, loss: Loss): LedgerRow {
  const { finding } = loss
  return {
    task: task.id,
    title: task.title,
    reason: loss.reason,
    points: loss.points,
    minutes: Math.round(minutesOn(reading, task.id) * 10) / 10,
    says: finding?.says ?? sentence(reading, task, loss),
    ...nextOf(task, loss),
    ...(finding ? { at: finding.at } : {}),
    ...(finding?.terminal === undefined ? {} : { terminal: finding.terminal }),
  }
}

function nextOf(task: HabitTask, { reason, finding }: Loss): { next?: string } {
  if (finding?.next !== undefined) return { next: finding.next }
  if (reason === 'never-reached') return { next: `Skim all tasks in the first minutes: this one has a budget of ${task.minutes} minutes.` }
  if (reason === 'misread') return { next: 'Copy names and paths from the text with a click instead of typing them.' }
  if (reason === 'could-not') return { next: 'Read the model solution below, then do this task once more in practice.' }
  return {}
}

function sentence(reading: Reading, task: HabitTask, { reason, checks }: Loss): string {
  const says = (id: string | undefined) => task.checks.find((check) => check.id === id)?.says ?? ''
  const more = checks.length > 1 ? ` (and ${count(checks.length - 1, 'more check')})` : ''
  if (reason === 'never-reached') {
    return Number.isFinite(firstOpened(reading, task.id))
      ? `${taskName(task)} was opened, but nothing was done on its machines.`
      : `${taskName(task)} was never opened.`
  }
  if (reason === 'not-graded')
    return `${taskName(task)}: ${checks.length === 0 ? 'not graded' : `${count(checks.length, 'check')} could not be run, by our own fault`}.`
  if (reason === 'misread') {
    const miss = nearMisses(task, ['other-name', 'not-written']).find((candidate) => checks.includes(candidate.check))
    return `${taskName(task)}: ${miss?.mismatch.hint ?? says(checks[0])}${more}.`
  }
  return `${taskName(task)}: not so in the end: ${says(checks[0])}${more}.`
}

/** Largest remainder: the rounded rows have the rounded sum. */
function toTenths(rows: readonly LedgerRow[]): LedgerRow[] {
  const exact = rows.map((row) => row.points * 10)
  const floors = exact.map((value) => Math.floor(value + 1e-9))
  let missing = Math.round(exact.reduce((sum, value) => sum + value, 0)) - floors.reduce((sum, value) => sum + value, 0)
  const order = exact.map((value, index) => ({ index, rest: value - (floors[index] ?? 0) })).toSorted((one, other) => other.rest - one.rest)
  const extra = new Set<number>()
  for (const { index } of order) if (missing-- > 0) extra.add(index)
  return rows.map((row, index) => ({ ...row, points: ((floors[index] ?? 0) + (extra.has(index) ? 1 : 0)) / 10 }))
}
