// Advice 13: no look of any kind after the last change, and a look would have shown the fault.
import type { Check } from '@unflunk/shared/check'
import type { Finding, HabitEventOf } from '@unflunk/shared/habits'
import { failedChecks, type HabitTask } from '../context.ts'
import { type LastChange, lastChange } from '../last-change.ts'
import type { Reading } from '../reading.ts'
import { clockTime, cost, count, objectName, type Rule, taskName } from './rule.ts'
import { PRAISE_FROM_TASKS } from './thresholds.ts'

type ObjectChanged = HabitEventOf<'object-changed'>

/** Claims whose failure one ordinary command shows: get, describe, curl, systemctl status. */
const VISIBLE: ReadonlySet<Check['kind']> = new Set(['resource', 'absent', 'connect', 'node', 'can-i'])

export const notLookedAt: Rule = (reading) => {
  const changes = reading.context.tasks.flatMap((task) => {
    const last = lastChange(reading, task)
    return last ? [{ task, last }] : []
  })
  const slips = changes.flatMap(({ task, last }) => slipOf(reading, task, last))
  return [...slips, ...kept(changes)]
}

function slipOf(reading: Reading, task: HabitTask, { effect, run, looked }: LastChange): Finding[] {
  if (looked) return []
  const failed = failedChecks(task)
  const visible = task.checks.filter((check) => failed.has(check.id) && !check.guard && VISIBLE.has(check.kind))
  const [first] = visible
  if (!first) return []
  const tied = visible.filter((check) => isAbout(check, effect)).map((check) => check.id)
  const others = visible.length > 1 ? ` (and ${count(visible.length - 1, 'more check')})` : ''
  return [
    {
      advice: '13',
      rule: 'not-looked-at',
      kind: 'slip',
      task: task.id,
      at: run.at,
      says: `${taskName(task)}: after the last change, ${objectName(effect)} at ${clockTime(reading, run.at)}, you did not look again; a look would have shown that this is not so: ${first.says}${others}.`,
      next: 'End every task with one look: get the object, or try what the task wants to work.',
      evidence: [run.seq, effect.seq],
      terminal: run.terminal,
      ...cost(task, tied),
    },
  ]
}

/** The check asks for the very object that was changed last: then its points are what the missing look cost. */
function isAbout(check: Check, effect: ObjectChanged): boolean {
  return (
    check.kind === 'resource' &&
    check.object.kind === effect.kind &&
    check.object.name === effect.name &&
    (check.object.namespace ?? 'default') === (effect.namespace ?? 'default')
  )
}

function kept(changes: readonly { task: HabitTask; last: LastChange }[]): Finding[] {
  const looked = changes.filter(({ last }) => last.looked)
  const first = looked[0]
  if (!first || looked.length < PRAISE_FROM_TASKS) return []
  const says = `You looked again after the last change in ${looked.length} of ${count(changes.length, 'task')}.`
  const { run } = first.last
  return [
    {
      advice: '13',
      rule: 'not-looked-at',
      kind: 'kept',
      at: run.at,
      says,
      evidence: looked.map(({ last }) => last.run.seq),
      terminal: run.terminal,
    },
  ]
}
