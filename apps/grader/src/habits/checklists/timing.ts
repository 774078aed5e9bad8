// Timing: skim first, stay within budgets, leave what does not move, keep the end for a review.
import type { Checklist, ChecklistItem } from '@unflunk/shared/checklist'
import type { HabitTask } from '../context.ts'
import { firstChange } from '../first-change.ts'
import { firstOpened, minutesOn, type Reading, type Visit } from '../reading.ts'
import { clockTime, minutes, taskName } from '../rules/rule.ts'
import { BUDGET_SLACK_MS, LONG_STAY_BUDGETS, LONG_STAY_MIN_MS, REVIEW_WINDOW_MS } from '../rules/thresholds.ts'
import { type Evidence, item, tasksInWords } from './item.ts'

const MINUTE = 60_000
const ONE_TASK = 'Practice is one task without a clock.'

export function timing(evidence: Evidence): Checklist {
  return { id: 'timing', title: 'Timing', items: [skim(evidence), budget(evidence), stay(evidence), review(evidence)] }
}

function skim(evidence: Evidence): ChecklistItem {
  const { reading } = evidence
  const { tasks, kind } = reading.context
  const it = item(evidence, 'skim', 'Skim every task before the first change')
  if (kind === 'practice' || tasks.length < 2) return it.notMeasured(ONE_TASK)
  const changes = tasks.flatMap((task) => firstChange(reading, task) ?? [])
  const first = changes.toSorted((one, other) => one.at - other.at)[0]
  const opened = tasks.map((task) => firstOpened(reading, task.id))
  const last = Math.max(...opened)
  if (first === undefined) {
    if (!Number.isFinite(last)) return it.notYet('Nothing was changed, so it cannot be told.')
    return it.done(`All ${tasks.length} tasks were read by ${clockTime(reading, last)}.`, { at: last })
  }
  if (last <= first.at)
    return it.done(`All ${tasks.length} tasks were read before the first change at ${clockTime(reading, first.at)}.`, first)
  const seen = opened.filter((at) => at <= first.at).length
  return it.missed(
    `${seen} of ${tasks.length} tasks were read before the first change at ${clockTime(reading, first.at)}.`,
    first,
    'Step through the tasks you have not opened now: two minutes show you where the easy points are.',
  )
}

function budget(evidence: Evidence): ChecklistItem {
  const { reading } = evidence
  const practice = reading.context.kind === 'practice'
  const it = item(evidence, 'budget', practice ? "Stay within the task's budget" : 'Stay within the budget of a task, or flag it and leave')
  const worked = reading.context.tasks.filter((task) => Number.isFinite(firstOpened(reading, task.id)))
  if (worked.length === 0) return it.notYet('No task was opened.')
  const over = worked.filter((task) => overBudgetAt(reading, task) !== undefined && !isFlagged(reading, task) && !wasWorthIt(reading, task))
  const worst = over.toSorted((one, other) => minutesOn(reading, other.id) - minutesOn(reading, one.id))[0]
  if (worst === undefined) {
    if (evidence.now !== undefined) return it.notYet('')
    return it.done(
      practice ? `${spent(reading, worst ?? worked[0])}.` : `No task ran over its budget without a flag (${tasksInWords(worked)}).`,
    )
  }
  const more = over.length > 1 ? ` So did ${over.length - 1} more.` : ''
  return it.missed(
    `${taskName(worst)} ran over: ${spent(reading, worst)}${practice ? '' : ', and it was not flagged'}.${more}`,
    { at: overBudgetAt(reading, worst) ?? 0 },
    practice ? undefined : `${taskName(worst)} is over its budget: flag it and take the next one.`,
  )
}

function stay(evidence: Evidence): ChecklistItem {
  const { reading } = evidence
  const it = item(evidence, 'no-long-stay', 'Leave a task that does not move')
  if (reading.context.kind === 'practice' || reading.context.tasks.length < 2) return it.notMeasured(ONE_TASK)
  if (reading.visits.length === 0) return it.notYet('No task was opened.')
  const long = reading.visits.filter((visit) => isLong(reading, visit)).toSorted((one, other) => length(other) - length(one))[0]
  const task = reading.tasks.get(long?.task ?? '')
  if (long === undefined || task === undefined) {
    const longest = Math.max(...reading.visits.map(length))
    return evidence.now === undefined ? it.done(`Your longest stay at one task was ${minutes(longest)}.`) : it.notYet('')
  }
  return it.missed(
    `${minutes(length(long))} at ${taskName(task).toLowerCase()} without a break, from ${clockTime(reading, long.from)}.`,
    { at: long.from },
    `You have been at ${taskName(task).toLowerCase()} for ${minutes(length(long))}: flag it, the others wait.`,
  )
}

function review(evidence: Evidence): ChecklistItem {
  const { reading, now } = evidence
  const it = item(evidence, 'late-review', 'Review in the last 15 minutes')
  if (reading.context.kind === 'practice') return it.notMeasured(ONE_TASK)
  const opened = reading.events('review-opened').at(-1)
  const alert = (of: number) => reading.events('alert').find((event) => event.minutes === of)
  if (now !== undefined) {
    const from = alert(15)?.at ?? alert(5)?.at
    if (from !== undefined && opened && opened.at >= from) return it.done(`You opened it at ${clockTime(reading, opened.at)}.`, opened)
    return it.notYet('', alert(5) ? 'Five minutes are left: open the review now, and look at what is flagged.' : undefined)
  }
  if (opened && opened.at >= reading.endedAt - REVIEW_WINDOW_MS) {
    return it.done(`You opened it at ${clockTime(reading, opened.at)}, ${minutes(reading.endedAt - opened.at)} before the end.`, opened)
  }
  if (reading.events('ended').length === 0) return it.notMeasured('The attempt has no end in its log.')
  return it.missed(
    opened ? `You opened it last at ${clockTime(reading, opened.at)}, long before the end.` : 'The review was never opened.',
    { at: reading.endedAt },
  )
}

const length = ({ from, to }: Visit): number => to - from

function isLong(reading: Reading, visit: Visit): boolean {
  const task = reading.tasks.get(visit.task)
  if (task === undefined || wasWorthIt(reading, task)) return false
  return length(visit) > Math.max(LONG_STAY_MIN_MS, LONG_STAY_BUDGETS * task.minutes * MINUTE)
}

/** When the time on a task's page passed its budget by more than the slack; undefined when it did not. */
export function overBudgetAt(reading: Reading, task: HabitTask): number | undefined {
  let left = task.minutes * MINUTE + BUDGET_SLACK_MS
  for (const visit of reading.visits) {
    if (visit.task !== task.id) continue
    if (length(visit) > left) return visit.from + left
    left -= length(visit)
  }
  return undefined
}

function isFlagged(reading: Reading, task: HabitTask): boolean {
  return reading.events('flagged').some((event) => event.task === task.id)
}

/** Nobody need regret the minutes of a task that ended solved when no other went unread. Running: not known, so not praised. */
function wasWorthIt(reading: Reading, task: HabitTask): boolean {
  const { grade } = task
  if (!grade || grade.of === 0 || grade.points < grade.of) return false
  return reading.context.tasks.every((other) => Number.isFinite(firstOpened(reading, other.id)))
}

function spent(reading: Reading, task: HabitTask | undefined): string {
  return task === undefined ? '' : `${minutes(minutesOn(reading, task.id) * MINUTE)} of ${task.minutes} min`
}
