// Advice 10: an object or a file changed on another cluster than the task's, or found there by the grader.
import type { Finding, HabitEventOf } from '@unflunk/shared/habits'
import { contextsOf, failedChecks, type HabitTask, namespacesOf, objectsOf } from '../context.ts'
import { verdictsOf } from '../grade-facts.ts'
import { nearMisses } from '../near-miss.ts'
import { causeOf, firstOpened, pageAt, type Reading, type Run, runsOf } from '../reading.ts'
import { clockTime, cost, count, objectName, type Rule, taskName, terminalOf } from './rule.ts'
import { filesMissedBy, type StrayFile, strayFiles } from './stray-files.ts'
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
  const files = strayFiles(reading)
  const slips = reading.context.tasks.flatMap((task) =>
    slipOf(
      reading,
      task,
      strays.filter(({ meant }) => meant === task),
      files.filter(({ meant }) => meant === task),
    ),
  )
  return slips.length > 0 ? slips : kept(reading)
}

function slipOf(reading: Reading, task: HabitTask, strays: readonly Stray[], files: readonly StrayFile[]): Finding[] {
  const near = nearMisses(task, ['other-cluster', 'other-host'])
  const [first] = strays
  const [file] = files
  if (!first && !file && near.length === 0) return []
  const checks = [...new Set([...near.map((miss) => miss.check), ...checksMissedBy(task, strays), ...filesMissedBy(task, files)])]
  const evidence = [...strays.map(({ event }) => event.seq), ...files.map(({ event }) => event.seq), ...verdictsOf(reading, task, checks)]
  const common = { advice: '10', rule: 'wrong-place', kind: 'slip', task: task.id, evidence, ...cost(task, checks) } as const
  const next = `Type the ssh line of the task before anything else, and read the host in the prompt: ${task.host} for this one.`
  const total = strays.length + files.length
  const more = total > 1 ? ` (and ${count(total - 1, 'more change')} there)` : ''
  if (!first && file) {
    const says = `${taskName(task)}: you ${verbOf(file.event)} ${file.event.path} on ${file.event.host} of ${taskName(file.owner).toLowerCase()}${more}; this task was on ${task.host}.`
    return [{ ...common, at: file.run.at, says, next, ...terminalOf(file.run) }]
  }
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
  const says = `${taskName(task)}: you ${verbOf(first.event)} ${objectName(first.event)} on ${first.owner.host}${more}; the task was on ${task.host}.${undone(reading, first)}`
  return [
    {
      ...common,
      at: cause?.at ?? first.event.at,
      says,
      next: cause && isByContext(cause) ? chooseContext(task) : next,
      ...terminalOf(cause),
    },
  ]
}

/** The older style: kubectl on base, and a context says which cluster. */
function isByContext(run: Run): boolean {
  return run.task === undefined && run.calls.some((call) => call.kubectl !== undefined && call.host === undefined)
}

function chooseContext(task: HabitTask): string {
  return `Choose the context of the task before anything else: kubectl config use-context ${contextsOf(task)[0]}`
}

/**
 * Work is attributed by cluster: a change on the cluster of a task whose page was opened before is work on that task (two at once is fine),
 * unless the object is one that only the open task speaks of.
 */
function stray(reading: Reading, event: ObjectChanged): Stray[] {
  const meant = reading.tasks.get(pageAt(reading, event.at) ?? '')
  if (!meant || event.cluster === meant.cluster) return []
  const owners = reading.context.tasks.filter((task) => task.cluster === event.cluster)
  // A program of a task may write objects as well, under any name: a command that ran there shows a hand.
  const owner = owners.find((task) => causeOf(reading, task.id, event.at))
  if (!owner) return []
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

function verbOf(event: { change: 'added' | 'modified' | 'deleted' }): string {
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

/** Praise: in every task with work, the first step was to the task's own host, or its own context. */
function kept(reading: Reading): Finding[] {
  const worked = reading.context.tasks.filter((task) => runsOf(reading, task.id).length > 0)
  const steps = worked.map((task) => {
    const from = firstOpened(reading, task.id)
    return { task, run: reading.runs.find((run) => run.at >= from && goesSomewhere(run)) }
  })
  const right = steps.filter(({ task, run }) =>
    run?.calls.some((call) => call.host === task.host || (isByContext(run) && call.task === task.id)),
  )
  const first = right[0]?.run
  if (!first || right.length < worked.length || worked.length < PRAISE_FROM_TASKS) return []
  const step = right.some(({ run }) => run && isByContext(run))
    ? "step was to the task's own host or context"
    : "login was to the task's own host"
  return [
    {
      advice: '10',
      rule: 'wrong-place',
      kind: 'kept',
      at: first.at,
      says: `In all ${worked.length} tasks that you worked on, your first ${step}.`,
      evidence: right.flatMap(({ run }) => (run ? [run.seq] : [])),
      terminal: first.terminal,
    },
  ]
}

/** A login, or a call on base whose context names a cluster. */
function goesSomewhere(run: Run): boolean {
  return (
    run.calls.some((call) => call.tool === 'ssh' && call.host !== undefined) ||
    (isByContext(run) && run.calls.some((call) => call.task !== undefined))
  )
}
