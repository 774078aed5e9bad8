// Advice 13: a difference from start to end outside the task: a policy deleted, cluster-admin granted, an owned object edited by hand.
import type { Finding, HabitEventOf } from '@unflunk/shared/habits'
import { failedChecks, type HabitTask, happenedTo, objectsOf } from '../context.ts'
import { causeOf, type Reading, type Run } from '../reading.ts'
import { clockTime, cost, objectName, type Rule, taskName, terminalOf } from './rule.ts'

type ObjectChanged = HabitEventOf<'object-changed'>

/** Kinds that hold a door shut; without them nothing fails, and that is the trouble. */
const POLICIES: ReadonlySet<string> = new Set(['NetworkPolicy', 'ResourceQuota', 'LimitRange', 'PodDisruptionBudget'])

/** Owners whose next step undoes what was done to an object of theirs by hand. */
const WORKLOADS: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob'])

export const overFix: Rule = (reading) =>
  reading.context.tasks.flatMap((task) => {
    const reset = reading.events('reset').findLast((event) => event.task === task.id || event.cluster === task.cluster)
    const events = reading.events('object-changed').filter((event) => happenedTo(task, event) && event.seq > (reset?.seq ?? 0))
    return [...policiesDeleted(reading, task, events), ...adminsMade(reading, task, events), ...ownedEdited(reading, task, events)]
  })

function policiesDeleted(reading: Reading, task: HabitTask, events: readonly ObjectChanged[]): Finding[] {
  return net(events).flatMap(({ first, last }) => {
    // What was made during the attempt may go again.
    if (!POLICIES.has(last.kind) || last.change !== 'deleted' || first.change === 'added') return []
    const run = causeOf(reading, task.id, last.at)
    if (!run?.calls.some((call) => call.kubectl?.verb === 'delete' && call.kubectl.resource === last.kind)) return []
    const checks = brokenBy(task, last)
    if (checks.length === 0 && mayAskToDelete(task, last)) return []
    return [
      {
        ...common(task, last, run),
        says: `${taskName(task)}: ${objectName(last)} was there at the start and was deleted at ${clockTime(reading, run.at)}; the task did not ask for that.`,
        next: `Mend what the policy lacks instead of taking it away: k edit ${last.kind.toLowerCase()} ${last.name}${last.namespace ? ` -n ${last.namespace}` : ''}`,
        ...cost(task, checks),
      },
    ]
  })
}

/** The content of a binding is not in the log: the command that made it must say the role. */
function adminsMade(reading: Reading, task: HabitTask, events: readonly ObjectChanged[]): Finding[] {
  return net(events).flatMap(({ first, last }) => {
    if (!/^(Cluster)?RoleBinding$/.test(last.kind) || first.change !== 'added' || last.change === 'deleted') return []
    if (/cluster-admin/.test(task.text) || task.checks.some((check) => JSON.stringify(check).includes('cluster-admin') && !check.guard))
      return []
    const run = causeOf(reading, task.id, first.at)
    if (!run?.calls.some((call) => isGrant(call.argv, last) && call.kubectl?.verb === 'create')) return []
    const scope = last.kind === 'ClusterRoleBinding' ? 'in the whole cluster' : `in namespace ${last.namespace}`
    return [
      {
        ...common(task, first, run),
        says: `${taskName(task)}: ${last.kind} ${last.name} gives cluster-admin, every right ${scope}, since ${clockTime(reading, run.at)}; the task asked for less.`,
        next: 'Grant the verbs and resources that the text names, then prove it: k auth can-i --as',
        ...cost(task, brokenBy(task, last)),
      },
    ]
  })
}

function isGrant(argv: readonly string[], binding: ObjectChanged): boolean {
  return (
    argv.includes(binding.name) &&
    (argv.includes('--clusterrole=cluster-admin') || argv[argv.indexOf('--clusterrole') + 1] === 'cluster-admin')
  )
}

function ownedEdited(reading: Reading, task: HabitTask, events: readonly ObjectChanged[]): Finding[] {
  const told = new Set<string>()
  return events.flatMap((event) => {
    const { owner } = event
    if (event.change !== 'modified' || owner === undefined || !WORKLOADS.has(owner) || told.has(`${event.kind} ${event.name}`)) return []
    // The owner, or its owner, was changed as well: the way round was noticed.
    const mended = events.some(
      (other) => other.at > event.at && other.owner === undefined && WORKLOADS.has(other.kind) && other.namespace === event.namespace,
    )
    const run = causeOf(reading, task.id, event.at)
    if (mended || !run?.calls.some((call) => call.kubectl?.changing && call.kubectl.resource === event.kind)) return []
    if (task.text.includes(`\`${event.name}\``)) return []
    told.add(`${event.kind} ${event.name}`)
    return [
      {
        ...common(task, event, run),
        says: `${taskName(task)}: ${objectName(event)} was changed by hand at ${clockTime(reading, run.at)}, though it belongs to a ${owner}, which puts its own form back.`,
        next: `Change the ${owner === 'ReplicaSet' ? 'Deployment' : owner} that it comes from: its pods follow.`,
      },
    ]
  })
}

function common(task: HabitTask, event: ObjectChanged, run: Run) {
  return {
    advice: '13' as const,
    rule: 'over-fix',
    kind: 'slip' as const,
    task: task.id,
    at: run.at,
    evidence: [run.seq, event.seq],
    ...terminalOf(run),
  }
}

/** First and last change of each object. */
function net(events: readonly ObjectChanged[]): { first: ObjectChanged; last: ObjectChanged }[] {
  const spans = new Map<string, { first: ObjectChanged; last: ObjectChanged }>()
  for (const event of events) {
    const key = `${event.kind} ${event.namespace ?? ''}/${event.name}`
    spans.set(key, { first: spans.get(key)?.first ?? event, last: event })
  }
  return [...spans.values()]
}

/** Failed checks that are about this very object. */
function brokenBy(task: HabitTask, event: ObjectChanged): string[] {
  const failed = failedChecks(task)
  return objectsOf(task)
    .filter(
      (object) => object.kind === event.kind && object.name === event.name && (object.namespace ?? event.namespace) === event.namespace,
    )
    .flatMap(({ check }) => (failed.has(check) ? [check] : []))
}

/** Its name stands in the text, or the text speaks of taking something of the kind away. */
function mayAskToDelete(task: HabitTask, event: ObjectChanged): boolean {
  if (task.text.includes(event.name) || task.checks.some((check) => check.kind === 'absent' && check.object.kind === event.kind))
    return true
  return /\b(delet|remov|clean|take[sn]? away|replac)/i.test(task.text)
}
