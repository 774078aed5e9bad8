// Records what changes in a cluster while its task is worked on: a watch per kind, against what was there when it began.
import type { HabitEventBody } from '@unflunk/shared/habits'
import type { Clock } from '../lib/clock.ts'
import { ApiServerDown, type Kube, type KubeKind, type KubeObject } from '../sandbox/kube.ts'
import { missedChanges, type Remembered, startDigests } from './missed-changes.ts'
import { changedBy, digestOf, handOnOwned, isOfControllers, type ObjectChange, type Seen, seen, WATCHED_KINDS } from './object-change.ts'

export interface ObjectWatch {
  readonly kube: Pick<Kube, 'list' | 'watch'>
  /** Id of the cluster in the fleet. */
  readonly cluster: string
  /** Whose cluster it is; where several tasks share it, the first. */
  readonly task: string
  /** Of a cluster that several tasks share: whose a change is, by the namespace that it happened in. */
  readonly whose?: (namespace: string | undefined) => string
  readonly clock: Pick<Clock, 'now'>
  /** `object` is what the watch saw (its last state when it was deleted); absent for what is only known from a list. */
  readonly record: (body: HabitEventBody, object?: KubeObject) => void
  /** What a log knows of this cluster, when the watch goes on after a restart of the grader. */
  readonly remembered?: Remembered | undefined
  /** Told when the watch of one kind ended before the signal: from then on this kind is not measured. */
  readonly onError?: (error: unknown, kind: KubeKind) => void
}

/**
 * Call it after the scenario's setup and before the task may be worked on. Resolves when the start state is known; watches until the
 * signal aborts. Before a cluster is reset abort, and call it anew afterwards. The watches survive freezing and API server restarts.
 */
export async function watchObjects(watch: ObjectWatch, signal: AbortSignal): Promise<void> {
  const starts = await Promise.all(WATCHED_KINDS.map(async (kind) => ({ kind, start: await startState(watch, kind, signal) })))
  const { task, cluster, remembered } = watch
  if (!remembered) {
    const objects = Object.assign({}, ...starts.map(({ kind, start }) => startDigests(kind, start ?? [])))
    watch.record({ type: 'objects-seen', task, cluster, objects })
  }
  for (const { kind, start } of starts) {
    if (start && remembered) for (const event of missedChanges(kind, start, remembered)) tell(watch, kind, event)
    watchKind(watch, kind, start ?? [], signal)
  }
}

function watchKind(watch: ObjectWatch, kind: KubeKind, start: readonly KubeObject[], signal: AbortSignal): void {
  const known = new Map(start.map((object) => [keyOf(object), seen(object)]))
  const began = watch.clock.now()
  watch.kube
    .watch(
      kind,
      (change, object) => {
        if (change === 'added' && !known.has(keyOf(object)) && isOlder(object, began)) known.set(keyOf(object), seen(object))
        const event = objectChange(known, change, object)
        if (event) tell(watch, kind, event, object)
      },
      signal,
    )
    .catch((error: unknown) => {
      if (!signal.aborted) watch.onError?.(error, kind)
    })
}

function tell({ record, task, whose, cluster }: ObjectWatch, kind: KubeKind, change: ObjectChange, object?: KubeObject): void {
  const namespace = kind.kind === 'Namespace' ? change.name : change.namespace
  record({ type: 'object-changed', task: whose?.(namespace) ?? task, cluster, ...kind, ...change }, object)
}

/**
 * A task may begin with an API server that is down: undefined. What is there when it comes up is then told by age, since nothing can be made until it
 * does.
 */
async function startState({ kube }: ObjectWatch, kind: KubeKind, signal: AbortSignal): Promise<KubeObject[] | undefined> {
  try {
    return await kube.list(kind, {}, signal)
  } catch (error) {
    if (error instanceof ApiServerDown) return undefined
    throw error
  }
}

/** Creation times have whole seconds. */
function isOlder(object: KubeObject, began: number): boolean {
  return Date.parse(object.metadata.creationTimestamp ?? '') < began - 1000
}

type Change = 'added' | 'modified' | 'deleted'

/** The event that a notice of the watch is worth, if any; brings `known` up to date. A watch that lists anew repeats what is known: that is no change. */
export function objectChange(known: Map<string, Seen>, change: Change, object: KubeObject): ObjectChange | undefined {
  const key = keyOf(object)
  const before = known.get(key)
  if (change === 'deleted') known.delete(key)
  else known.set(key, seen(object))
  const ofControllers = isOfControllers(object)
  if (ofControllers && (change === 'deleted' || !before)) return undefined
  const place = object.metadata.namespace === undefined ? {} : { namespace: object.metadata.namespace }
  const named = { name: object.metadata.name, ...place }
  // Who deleted an object is not written anywhere.
  if (change === 'deleted') return before ? { change, ...named, by: '' } : undefined
  const now = seen(object)
  const replaced = before?.uid !== now.uid
  if (!replaced && before?.content === now.content) return undefined
  const by = changedBy(object, replaced ? undefined : before)
  const owner = ofControllers && !replaced ? handOnOwned(object, by) : undefined
  if (by === undefined || (ofControllers && owner === undefined)) return undefined
  const generation = object.metadata.generation === undefined ? {} : { generation: object.metadata.generation }
  const digest = digestOf(now)
  return { change: replaced ? 'added' : 'modified', ...named, by, ...generation, ...(owner === undefined ? { digest } : { owner }) }
}

function keyOf(object: KubeObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name}`
}
