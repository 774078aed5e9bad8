// The last change on a task's machines, and whether anybody looked at anything there after it.
import type { HabitEventOf } from '@unflunk/shared/habits'
import { isLook } from './command/read-line.ts'
import { type HabitTask, happenedTo } from './context.ts'
import { causeOf, firstOpened, type Reading, type Run, runsOf } from './reading.ts'
import { unmeasured } from './unmeasured.ts'

export interface LastChange {
  readonly effect: HabitEventOf<'object-changed'>
  readonly run: Run
  readonly looked: boolean
}

/**
 * undefined: nothing changed, or the last change was made, or may have been looked at, where no commands are seen (a script, tmux): not measured. A change on the cluster of a
 * task that was not open yet is work in the wrong place, and that rule's to tell.
 */
export function lastChange(reading: Reading, task: HabitTask): LastChange | undefined {
  const effect = reading.events('object-changed').findLast((event) => happenedTo(task, event))
  if (!effect || effect.at < firstOpened(reading, task.id)) return undefined
  const run = causeOf(reading, task.id, effect.at)
  if (!run || run.calls.some((call) => call.changing === undefined)) return undefined
  const looked = lookedAfter(reading, task, run)
  if (!looked && unmeasured(reading, effect.at, Number.POSITIVE_INFINITY, { task: task.id }).length > 0) return undefined
  return { effect, run, looked }
}

/** On the same line behind the change, or in any later line on any machine of the task. */
function lookedAfter(reading: Reading, task: HabitTask, run: Run): boolean {
  const changing = run.calls.findLastIndex((call) => call.changing === true)
  if (run.calls.slice(changing).some(isLook)) return true
  return runsOf(reading, task.id).some((later) => later.seq > run.seq && later.calls.some((call) => call.task === task.id && isLook(call)))
}
