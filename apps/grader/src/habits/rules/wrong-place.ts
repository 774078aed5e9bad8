// Advice 10: an object changed on another cluster than the task's, or found there by the grader.
import type { Finding, HabitEventOf } from '@unflunk/shared/habits'
import { failedChecks, type HabitTask, namespacesOf, objectsOf } from '../context.ts'
import { nearMisses } from '../near-miss.ts'
import { causeOf, firstOpened, pageAt, type Reading, runsOf } from '../reading.ts'
import { clockTime, cost, count, objectName, type Rule, taskName, terminalOf } from './rule.ts'
import { PRAISE_FROM_TASKS } from './thresholds.ts'

type ObjectChanged = HabitEventOf<'object-changed'>

/** A change seen on the cluster of `owner` while the page of `meant` was open, and not explained by work on `owner`. */
interface Stray {
  readonly meant: HabitTask
  readonly owner: HabitTask
  readonly event: ObjectChanged
}

export const wrongPlace: Rule = (reading) => {
  const strays = reading.events('object-changed').flatMap((event) => stray(reading, event))
  const slips = reading.context.tasks.flatMap((task) =>
    slipOf(
      reading,
      task,
      strays.filter(({ meant }) => meant === task),
    ),
  )
  return slips.length > 0 ? slips : kept(reading)
}

function slipOf(reading: Reading, task: HabitTask, strays: readonly Stray[]): Finding[] {
  const near = nearMisses(task, ['other-cluster', 'other-host'])
  const first = strays[0]
  if (!first && near.length === 0) return []
  const checks = [...new Set([...near.map((miss) => miss.check), ...checksMissedBy(task, strays)])]
  const evidence = [...strays.map(({ event }) => event.seq), ...gradingOf(reading, task, checks)]
  const common = { advice: '10', rule: 'wrong-place', kind: 'slip', task: task.id, evidence, ...cost(task, checks) } as const
  const next = `Type the ssh line of the task before anything else, and read the host in the prompt: ${task.host} for this one.`
  if (!first) {
    const miss = near[0]?.mismatch
    return [
      {
        ...common,
        at: lastWork(reading, task),
        says: `${taskName(task)}: ${miss?.hint ?? miss?.observed}; the task was on ${task.host}.`,
        next,
      },
    ]
  }
  const cause = causeOf(reading, first.owner.id, first.event.at)
  const more = strays.length > 1 ? ` (and ${count(strays.length - 1, 'more change')} there)` : ''
  const says = `${taskName(task)}: you ${verbOf(first.event)} ${objectName(first.event)} on ${first.owner.host}${more}; the task was on ${task.host}.${undone(reading, first)}`
  return [{ ...common, at: cause?.at ?? first.event.at, says, next, ...terminalOf(cause) }]
}

/**
 * Work is attributed by cluster: a change on the cluster of a task whose page was opened before is work on that task (two at once is fine),
 * unless the object is one that only the open task speaks of.
 */
function stray(reading: Reading, event: ObjectChanged): Stray[] {
  const meant = reading.tasks.get(pageAt(reading, event.at) ?? '')
  if (!meant || event.cluster === meant.cluster) return []
  const owners = reading.context.tasks.filter((task) => task.cluster === event.cluster)
  const owner = owners[0]
  // A program of a task may write objects as well, under any name: a command that ran there shows a hand.
  if (!owner || !causeOf(reading, owner.id, event.at)) return []
  const nobodyThereYet = owners.every((task) => firstOpened(reading, task.id) > event.at)
  const onlyOfMeant = speaksOf(meant, event) && !owners.some((task) => speaksOf(task, event))
  return nobodyThereYet || onlyOfMeant ? [{ meant, owner, event }] : []
}

function speaksOf(task: HabitTask, event: ObjectChanged): boolean {
  const place = event.kind === 'Namespace' ? event.name : event.namespace
  if (place !== undefined && place !== 'default' && namespacesOf(task).has(place)) return true
  return objectsOf(task).some((object) => object.kind === event.kind && object.name === event.name)
}

/** Failed checks that ask for exactly the object that was made elsewhere. */
function checksMissedBy(task: HabitTask, strays: readonly Stray[]): string[] {
  const failed = failedChecks(task)
  return objectsOf(task)
    .filter((object) => failed.has(object.check))
    .filter((object) => strays.some(({ event }) => event.kind === object.kind && event.name === object.name))
    .map((object) => object.check)
}

function gradingOf(reading: Reading, task: HabitTask, checks: readonly string[]): number[] {
  return reading
    .events('check-finished')
    .filter((event) => event.task === task.id && checks.includes(event.checkId))
    .map((event) => event.seq)
}

function verbOf(event: ObjectChanged): string {
  return { added: 'made', modified: 'changed', deleted: 'deleted' }[event.change]
}

/** A stray object that was deleted again did no harm, and the sentence says so. */
function undone(reading: Reading, { event }: Stray): string {
  const gone = reading
    .events('object-changed')
    .find(
      (later) =>
        later.seq > event.seq &&
        later.change === 'deleted' &&
        later.cluster === event.cluster &&
        later.kind === event.kind &&
        later.name === event.name &&
        later.namespace === event.namespace,
    )
  return gone && event.change === 'added' ? ` You took it back at ${clockTime(reading, gone.at)}.` : ''
}

function lastWork(reading: Reading, task: HabitTask): number {
  return reading.visits.findLast((visit) => visit.task === task.id)?.to ?? reading.endedAt
}

/** Praise: in every task with work, the first login was to the task's own host. */
function kept(reading: Reading): Finding[] {
  const worked = reading.context.tasks.filter((task) => runsOf(reading, task.id).length > 0)
  const logins = worked.map((task) => {
    const from = firstOpened(reading, task.id)
    return {
      task,
      run: reading.runs.find((run) => run.at >= from && run.calls.some((call) => call.tool === 'ssh' && call.host !== undefined)),
    }
  })
  const right = logins.filter(({ task, run }) => run?.calls.some((call) => call.host === task.host))
  const first = right[0]?.run
  if (!first || right.length < worked.length || worked.length < PRAISE_FROM_TASKS) return []
  return [
    {
      advice: '10',
      rule: 'wrong-place',
      kind: 'kept',
      at: first.at,
      says: `In all ${worked.length} tasks that you worked on, your first login was to the task's own host.`,
      evidence: right.flatMap(({ run }) => (run ? [run.seq] : [])),
      terminal: first.terminal,
    },
  ]
}
