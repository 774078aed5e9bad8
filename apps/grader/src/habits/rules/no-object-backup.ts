// Advice 11: an object of the task was deleted and made anew, and its old form was neither shown nor kept.
import type { Finding, HabitEventOf } from '@unflunk/shared/habits'
import { type HabitTask, happenedTo } from '../context.ts'
import { causeOf, type PlacedCall, type Reading, type Run, runsOf } from '../reading.ts'
import { clockTime, objectName, type Rule, taskName } from './rule.ts'

type ObjectChanged = HabitEventOf<'object-changed'>

/** Kinds with content that is work to write again. */
const PRECIOUS: ReadonlySet<string> = new Set(
  'Pod Deployment StatefulSet DaemonSet Job CronJob Service Ingress NetworkPolicy ConfigMap Role ClusterRole PersistentVolume PersistentVolumeClaim'.split(
    ' ',
  ),
)

export const noObjectBackup: Rule = (reading) => reading.context.tasks.flatMap((task) => slipsOf(reading, task))

function slipsOf(reading: Reading, task: HabitTask): Finding[] {
  const events = reading.events('object-changed').filter((event) => happenedTo(task, event) && PRECIOUS.has(event.kind))
  return events.flatMap((gone) => {
    if (gone.change !== 'deleted') return []
    // What the candidate made or deleted before is no old work that could be lost.
    if (events.some((event) => event.seq < gone.seq && event.change !== 'modified' && same(event, gone))) return []
    const again = events.find((event) => event.seq > gone.seq && event.change === 'added' && same(event, gone))
    const cause = causeOf(reading, task.id, gone.at)
    if (!again || !cause || !deletesIt(cause, gone) || mayHaveKept(reading, task, gone, cause)) return []
    return [slip(reading, task, gone, again, cause)]
  })
}

function slip(reading: Reading, task: HabitTask, gone: ObjectChanged, again: ObjectChanged, cause: Run): Finding {
  return {
    advice: '11',
    rule: 'no-backup',
    kind: 'slip',
    task: task.id,
    at: cause.at,
    says: `${taskName(task)}: ${objectName(gone)} was deleted at ${clockTime(reading, cause.at)} and made anew at ${clockTime(reading, again.at)}; its old form was not kept anywhere.`,
    next: `Before a delete: k get ${gone.kind.toLowerCase()} ${gone.name}${gone.namespace ? ` -n ${gone.namespace}` : ''} -o yaml > old.yaml`,
    evidence: [cause.seq, gone.seq, again.seq],
    terminal: cause.terminal,
  }
}

/** By its name or its kind; a deleted namespace or file takes things along that nobody meant, which other rules see. */
function deletesIt(run: Run, gone: ObjectChanged): boolean {
  return run.calls.some(
    (call) =>
      call.kubectl?.verb === 'delete' &&
      call.kubectl.resource === gone.kind &&
      (call.kubectl.names.length === 0 || call.kubectl.names.includes(gone.name)),
  )
}

/** Shown as yaml or json, edited (kubectl keeps the text in /tmp), dumped with others, or written by a tool that we do not know. */
function mayHaveKept(reading: Reading, task: HabitTask, gone: ObjectChanged, cause: Run): boolean {
  return runsOf(reading, task.id).some(
    (run) => run.seq <= cause.seq && run.calls.some((call) => call.task === task.id && keeps(call, gone)),
  )
}

function keeps(call: PlacedCall, gone: ObjectChanged): boolean {
  const k = call.kubectl
  if (!k) return call.changing === undefined
  const full = /^(yaml|json|go-template|jsonpath)/.test(k.output ?? '')
  const aboutIt = k.names.length === 0 || k.names.includes(gone.name)
  if (k.verb === 'get' && full) return aboutIt
  // Made from a file, which is then the copy.
  if ((k.verb === 'apply' || k.verb === 'create' || k.verb === 'replace') && k.file !== undefined) return true
  return (k.verb === 'edit' || k.verb === 'describe' || k.verb === 'diff') && aboutIt
}

function same(one: ObjectChanged, other: ObjectChanged): boolean {
  return one.kind === other.kind && one.name === other.name && one.namespace === other.namespace
}
