// Advice 3: objects that kubectl would have written, typed letter by letter into an empty file.
import type { Finding } from '@unflunk/shared/habits'
import { EDITORS } from '../command/tools.ts'
import { type HabitTask, happenedTo } from '../context.ts'
import { causeOf, type PlacedCall, type Reading, type Run, runsOf } from '../reading.ts'
import { absolute, wasGiven } from '../run-paths.ts'
import { clockTime, count, type Rule } from './rule.ts'
import { HAND_TYPED_BYTES, HAND_TYPED_OBJECTS, PASTED_NAME_BYTES, PRAISE_FROM_GENERATED } from './thresholds.ts'

/** Kinds that `kubectl create`, `run`, `expose` or `autoscale` writes, and how. */
const GENERATORS: ReadonlyMap<string, string> = new Map([
  ['Pod', 'run'],
  ['Service', 'expose'],
  ['HorizontalPodAutoscaler', 'autoscale'],
  ['ClusterRole', 'create clusterrole'],
  ['ClusterRoleBinding', 'create clusterrolebinding'],
  ['ConfigMap', 'create configmap'],
  ['CronJob', 'create cronjob'],
  ['Deployment', 'create deployment'],
  ['Ingress', 'create ingress'],
  ['Job', 'create job'],
  ['Namespace', 'create namespace'],
  ['PodDisruptionBudget', 'create poddisruptionbudget'],
  ['PriorityClass', 'create priorityclass'],
  ['ResourceQuota', 'create quota'],
  ['Role', 'create role'],
  ['RoleBinding', 'create rolebinding'],
  ['Secret', 'create secret'],
  ['ServiceAccount', 'create serviceaccount'],
])

/** A file that was new when an editor opened it, and what was typed into it. */
interface Typed {
  readonly task: HabitTask
  readonly run: Run
  readonly path: string
  /** Kinds that a generator covers. */
  readonly kinds: readonly string[]
}

export const handTyped: Rule = (reading) => {
  const typed = reading.context.tasks.flatMap((task) => typedIn(reading, task))
  const objects = typed.flatMap(({ kinds }) => kinds)
  return objects.length >= HAND_TYPED_OBJECTS ? [slip(reading, typed, objects)] : kept(reading, objects.length)
}

function slip(reading: Reading, typed: readonly Typed[], kinds: readonly string[]): Finding {
  const bytes = typed.reduce((sum, { run }) => sum + (run.typed ?? 0), 0)
  const [first] = typed
  const [kind = 'Pod'] = kinds
  const files = typed.map(({ path, run }) => `${path.split('/').at(-1)} at ${clockTime(reading, run.at)}`).join(', ')
  return {
    advice: '3',
    rule: 'hand-typed',
    kind: 'slip',
    ...(typed.every(({ task }) => task === first?.task) && first ? { task: first.task.id } : {}),
    at: first?.run.at ?? reading.startedAt,
    says: `${count(kinds.length, 'object')} (${[...new Set(kinds)].join(', ')}) that kubectl can write ${kinds.length === 1 ? 'was' : 'were'} typed by hand, ${bytes} characters: ${files}.`,
    next: `Let kubectl write it and edit the rest: k ${GENERATORS.get(kind)} ... --dry-run=client -o yaml > ${kind.toLowerCase()}.yaml`,
    evidence: typed.map(({ run }) => run.seq),
    ...(first ? { terminal: first.run.terminal } : {}),
  }
}

function typedIn(reading: Reading, task: HabitTask): Typed[] {
  return runsOf(reading, task.id).flatMap((run) =>
    run.calls.flatMap((call) => {
      if (call.task !== task.id || !EDITORS.has(call.tool) || !isByHand(run)) return []
      const [file, ...others] = call.files
      if (file === undefined || others.length > 0) return []
      const path = absolute(run, file)
      if (wasGiven(reading, task.id, run.host, path) !== false || wasWrittenBefore(reading, run, path)) return []
      const objects = objectsIn(reading, task, run, path)
      // More objects than so many letters can hold came from somewhere else.
      const most = Math.floor((run.typed ?? 0) / HAND_TYPED_BYTES)
      const kinds = objects.filter((kind) => GENERATORS.has(kind)).slice(0, most)
      return kinds.length === 0 ? [] : [{ task, run, path, kinds }]
    }),
  )
}

function isByHand(run: Run): boolean {
  return (run.typed ?? 0) >= HAND_TYPED_BYTES && run.pasted !== undefined && run.pasted <= PASTED_NAME_BYTES
}

/** Any earlier command that names the file may have filled it, and so may a script. */
function wasWrittenBefore(reading: Reading, run: Run, path: string): boolean {
  const name = path.split('/').at(-1) ?? path
  return reading.runs.some((earlier) => earlier.seq < run.seq && earlier.line.includes(name))
}

/** Kinds of the objects in a file: as a look found them, or as they were born from it. */
function objectsIn(reading: Reading, task: HabitTask, run: Run, path: string): string[] {
  const seen = reading
    .events('manifest-seen')
    .find((event) => event.task === task.id && event.host === run.host && event.path === path && event.seq > run.seq)
  if (seen) return seen.objects.map(({ kind }) => kind)
  return reading
    .events('object-changed')
    .filter((event) => happenedTo(task, event) && event.change === 'added' && event.seq > run.seq)
    .filter((event) => {
      const cause = causeOf(reading, task.id, event.at)
      return cause?.calls.some((call) => call.kubectl?.file !== undefined && absolute(cause, call.kubectl.file) === path) ?? false
    })
    .map(({ kind }) => kind)
}

/** Praise: manifests that kubectl wrote, or objects that were made without a manifest. */
function kept(reading: Reading, typed: number): Finding[] {
  const runs = typed > 0 ? [] : reading.runs.filter((run) => run.exitCode === 0 && run.calls.some((call) => isGenerator(call)))
  const [first] = runs
  if (!first || runs.length < PRAISE_FROM_GENERATED) return []
  return [
    {
      advice: '3',
      rule: 'hand-typed',
      kind: 'kept',
      at: first.at,
      says: `You let kubectl write ${count(runs.length, 'manifest')} for you, the first at ${clockTime(reading, first.at)}.`,
      evidence: runs.map(({ seq }) => seq),
      terminal: first.terminal,
    },
  ]
}

/** `--dry-run=client -o yaml`, into a file or an editor. */
function isGenerator({ kubectl }: PlacedCall): boolean {
  if (!kubectl?.dryRun || kubectl.file !== undefined) return false
  return kubectl.output === 'yaml' || kubectl.output === 'json'
}
