// Advice 12: time over budget on a task that ended unsolved, while tasks that were never worked on would have fitted in it.
import type { Finding } from '@unflunk/shared/habits'
import { failedChecks, type HabitTask, happenedTo, percentPerPoint } from '../context.ts'
import { firstOpened, minutesOn, type Reading, runsOf } from '../reading.ts'
import { clockTime, count, type Rule } from './rule.ts'
import { BUDGET_SLACK_MS, EARLY_END_MS, PRAISE_FROM_TASKS } from './thresholds.ts'

export const pointsDisplaced: Rule = (reading) => {
  const ended = reading.events('ended')[0]
  if (reading.context.kind !== 'exam' || !ended || ended.reason === 'abandoned') return []
  // Who ends with time left lost nothing to the clock: early-end tells what was lost.
  const slips = ended.msLeft > EARLY_END_MS ? [] : slipsOf(reading)
  return slips.length > 0 ? slips : kept(reading)
}

/** Each waiting task is counted once, for the task that went furthest over its budget. */
function slipsOf(reading: Reading): Finding[] {
  const waiting = new Set(reading.context.tasks.filter((task) => isUntouched(reading, task)))
  const over = reading.context.tasks
    .map((task) => ({ task, ms: overBudget(reading, task) }))
    .filter(({ task, ms }) => ms > BUDGET_SLACK_MS && failedChecks(task).size > 0)
    .toSorted((one, other) => other.ms - one.ms)
  return over.flatMap(({ task, ms }) => {
    const fitting = fit([...waiting], ms)
    for (const other of fitting) waiting.delete(other)
    return fitting.length === 0 ? [] : [slip(reading, task, ms, fitting)]
  })
}

/** Never opened, or skimmed and never begun. */
function isUntouched(reading: Reading, task: HabitTask): boolean {
  if (failedChecks(task).size === 0) return false
  const touched = reading.events('object-changed').some((event) => happenedTo(task, event))
  return !touched && runsOf(reading, task.id).length === 0 && minutesOn(reading, task.id) < task.minutes / 2
}

function overBudget(reading: Reading, task: HabitTask): number {
  return (minutesOn(reading, task.id) - task.minutes) * 60_000
}

/** The most points first that the time would have bought. */
function fit(tasks: readonly HabitTask[], ms: number): HabitTask[] {
  let left = ms
  return tasks
    .toSorted((one, other) => other.weight / other.minutes - one.weight / one.minutes)
    .filter((task) => {
      const needs = task.minutes * 60_000
      if (needs > left) return false
      left -= needs
      return true
    })
}

function slip(reading: Reading, task: HabitTask, ms: number, fitting: readonly HabitTask[]): Finding {
  const numbers = new Intl.ListFormat('en-GB').format(fitting.map(({ number }) => String(number)))
  const percent = Math.round(fitting.reduce((sum, other) => sum + lost(other), 0))
  const last = reading.visits.findLast((visit) => visit.task === task.id)
  const at = whenOver(reading, task)
  const whose =
    fitting.length === 1
      ? `task ${numbers} (${percent} %, ${fitting[0]?.minutes} min), which was`
      : `tasks ${numbers} (${percent} % together), which were`
  return {
    advice: '12',
    rule: 'points-displaced',
    kind: 'slip',
    task: task.id,
    at,
    says: `Task ${task.number} took ${Math.round(minutesOn(reading, task.id))} of its ${task.minutes} minutes and was not solved; the ${Math.round(ms / 60_000)} min over would have held ${whose} never begun.`,
    next: `At ${clockTime(reading, at)} the budget of task ${task.number} was used up: flag it, take the next one, come back with what is left.`,
    evidence: evidenceOf(reading, task, last?.to ?? at),
  }
}

/** In percent of the exam. */
function lost(task: HabitTask): number {
  return task.weight - (task.grade?.points ?? 0) * percentPerPoint(task)
}

/** The moment at which the budget ran out. */
function whenOver(reading: Reading, task: HabitTask): number {
  let left = task.minutes * 60_000
  for (const visit of reading.visits) {
    if (visit.task !== task.id) continue
    const ms = visit.to - visit.from
    if (ms >= left) return visit.from + left
    left -= ms
  }
  return reading.endedAt
}

function evidenceOf(reading: Reading, task: HabitTask, until: number): number[] {
  return [...reading.events('task-opened'), ...reading.events('task-left')]
    .filter((event) => event.task === task.id && event.at <= until)
    .map(({ seq }) => seq)
}

/** Praise: all tasks begun, none of them over its budget. */
function kept(reading: Reading): Finding[] {
  const { tasks } = reading.context
  const inTime = tasks.every(
    (task) => Number.isFinite(firstOpened(reading, task.id)) && !isUntouched(reading, task) && overBudget(reading, task) <= BUDGET_SLACK_MS,
  )
  const [first] = reading.events('task-opened')
  if (!inTime || !first || tasks.length < PRAISE_FROM_TASKS || tasks.some((task) => runsOf(reading, task.id).length === 0)) return []
  return [
    {
      advice: '12',
      rule: 'points-displaced',
      kind: 'kept',
      at: first.at,
      says: `All ${count(tasks.length, 'task')} were worked on, and none took more than its budget.`,
      evidence: reading.events('task-opened').map(({ seq }) => seq),
    },
  ]
}
