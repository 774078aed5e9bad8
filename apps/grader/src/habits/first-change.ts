// When a task's machines were first changed by a hand.
import { type HabitTask, happenedTo } from './context.ts'
import { causeOf, type Reading, runsOf } from './reading.ts'

/** The first thing that a hand changed on a task's machines; undefined when nothing was. */
export function firstChange(reading: Reading, task: HabitTask): { at: number; terminal: string } | undefined {
  const run = runsOf(reading, task.id).find(({ calls }) => calls.some((call) => call.task === task.id && call.changing === true))
  const effect = reading.events('object-changed').find((event) => happenedTo(task, event))
  const cause = effect && causeOf(reading, task.id, effect.at)
  return [run, cause].filter((one) => one !== undefined).toSorted((one, other) => one.at - other.at)[0]
}
