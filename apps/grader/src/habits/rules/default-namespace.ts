// Advice 10: an object born in `default`, or in a namespace that the task does not speak of.
import type { Finding, HabitEventOf } from '@unflunk/shared/habits'
import { failedChecks, type HabitTask, happenedTo, namespacesOf, objectsOf, textAsksFor } from '../context.ts'
import { nearMisses } from '../near-miss.ts'
import { causeOf, type Reading } from '../reading.ts'
import { clockTime, cost, count, objectName, type Rule, taskName, terminalOf } from './rule.ts'
import { PRAISE_FROM_OBJECTS } from './thresholds.ts'

type Born = HabitEventOf<'object-changed'>

export const defaultNamespace: Rule = (reading) => {
  const slips = reading.context.tasks.flatMap((task) => slipsOf(reading, task))
  return slips.length > 0 ? slips : kept(reading)
}

function slipsOf(reading: Reading, task: HabitTask): Finding[] {
  const misplaced = births(reading, task).filter((born) => isMisplaced(reading, task, born))
  const near = nearMisses(task, ['other-namespace'])
  const seen = misplaced.map((born) => slip(reading, task, born))
  const told = new Set(seen.flatMap((finding) => finding.checks ?? []))
  // The grader found it, the watch did not (made in a stretch that was not recorded).
  const unseen = near
    .filter((miss) => !told.has(miss.check))
    .map((miss): Finding => {
      const says = `${taskName(task)}: ${miss.mismatch.hint ?? miss.mismatch.observed}.`
      const at = reading.visits.findLast((visit) => visit.task === task.id)?.to ?? reading.endedAt
      return {
        advice: '10',
        rule: 'default-namespace',
        kind: 'slip',
        task: task.id,
        at,
        says,
        next: advice(task),
        evidence: graded(reading, task, [miss.check]),
        ...cost(task, [miss.check]),
      }
    })
  return [...seen, ...unseen]
}

function slip(reading: Reading, task: HabitTask, born: Born): Finding {
  const failed = failedChecks(task)
  const checks = wanted(task, born).flatMap(({ check }) => (check !== undefined && failed.has(check) ? [check] : []))
  const cause = causeOf(reading, task.id, born.at)
  const right = [...new Set(wanted(task, born).map((object) => object.namespace))].join(' and ')
  const again = bornAgain(reading, task, born)
  const mended = again === undefined ? '' : ` You put it right at ${clockTime(reading, again.at)}.`
  return {
    advice: '10',
    rule: 'default-namespace',
    kind: 'slip',
    task: task.id,
    at: cause?.at ?? born.at,
    says: `${taskName(task)}: ${born.kind} ${born.name} was made in namespace ${born.namespace}; the task names ${right}.${mended}`,
    next: advice(task),
    evidence: [...(cause ? [cause.seq] : []), born.seq, ...graded(reading, task, checks)],
    ...terminalOf(cause),
    ...cost(task, checks),
  }
}

/** Only an object that the task itself asks for, by kind and name: a scratch pod in `default` is nobody's mistake. */
function isMisplaced(reading: Reading, task: HabitTask, born: Born): boolean {
  if (born.namespace === undefined || namespacesOf(task).has(born.namespace)) return false
  const asked = wanted(task, born)
  if (asked.length === 0 || asked.some((object) => (object.namespace ?? 'default') === born.namespace)) return false
  // Tasks that share a cluster: another one may want it exactly there.
  return !reading.context.tasks.some(
    (other) =>
      other.cluster === task.cluster &&
      objectsOf(other).some(
        (object) => object.kind === born.kind && object.name === born.name && (object.namespace ?? 'default') === born.namespace,
      ),
  )
}

function births(reading: Reading, task: HabitTask): Born[] {
  return reading.events('object-changed').filter((event) => event.change === 'added' && happenedTo(task, event))
}

/** Where the task wants an object of this kind and name: by its checks, or else by its text. */
function wanted(task: HabitTask, born: Born): { namespace: string | undefined; check?: string }[] {
  const named = objectsOf(task).filter((object) => object.kind === born.kind && object.name === born.name && object.namespace !== undefined)
  if (named.length > 0 || !textAsksFor(task, born.kind, born.name)) return named
  return [...namespacesOf(task)].map((namespace) => ({ namespace }))
}

/** The same object, made where it belongs. */
function bornAgain(reading: Reading, task: HabitTask, born: Born): Born | undefined {
  const places = new Set(wanted(task, born).map((object) => object.namespace))
  return births(reading, task).find(
    (other) => other.seq > born.seq && other.kind === born.kind && other.name === born.name && places.has(other.namespace),
  )
}

function graded(reading: Reading, task: HabitTask, checks: readonly string[]): number[] {
  return reading
    .events('check-finished')
    .filter((event) => event.task === task.id && checks.includes(event.checkId))
    .map((event) => event.seq)
}

function advice(task: HabitTask): string {
  const name = [...namespacesOf(task)][0]
  return name === undefined ? 'Say the namespace with -n in every command.' : `Say the namespace in every command: k -n ${name} ...`
}

/** Praise: everything that was born in a task that names a namespace was born in a named one. */
function kept(reading: Reading): Finding[] {
  const right = reading.context.tasks.flatMap((task) => {
    const names = namespacesOf(task)
    return births(reading, task).filter((born) => born.namespace !== undefined && born.namespace !== 'default' && names.has(born.namespace))
  })
  const first = right[0]
  if (!first || right.length < PRAISE_FROM_OBJECTS) return []
  return [
    {
      advice: '10',
      rule: 'default-namespace',
      kind: 'kept',
      ...(first.task === undefined ? {} : { task: first.task }),
      at: first.at,
      says: `${count(right.length, 'object')} made in the namespace that the task names, the first ${objectName(first)}; none of them in default.`,
      evidence: right.map((born) => born.seq),
    },
  ]
}
