// Records what changes in a cluster while its task is worked on: a watch per kind, against what was there when it began.
import type { HabitEventBody } from '@unflunk/shared/habits'
import type { Clock } from '../lib/clock.ts'
import { ApiServerDown, type Kube, type KubeKind, type KubeObject } from '../sandbox/kube.ts'
import { changedBy, isOfControllers, type Seen, seen, WATCHED_KINDS } from './object-change.ts'

export interface ObjectWatch {
  readonly kube: Pick<Kube, 'list' | 'watch'>
  /** Id of the cluster in the fleet. */
  readonly cluster: string
  /** Whose cluster it is. */
  readonly task: string
  readonly clock: Pick<Clock, 'now'>
  /** `object` is what the watch saw: its last state when it was deleted. */
  readonly record: (body: Extract<HabitEventBody, { type: 'object-changed' }>, object: KubeObject) => void
  /** Told when the watch of one kind ended before the signal: from then on this kind is not measured. */
  readonly onError?: (error: unknown, kind: KubeKind) => void
}

/**
 * Call it after the scenario's setup and before the task may be worked on. Resolves when the start state is known; watches until the
 * signal aborts. Before a cluster is reset abort, and call it anew afterwards. The watches survive freezing and API server restarts.
 */
export async function watchObjects(watch: ObjectWatch, signal: AbortSignal): Promise<void> {
  await Promise.all(WATCHED_KINDS.map((kind) => watchKind(watch, kind, signal)))
}

async function watchKind(watch: ObjectWatch, kind: KubeKind, signal: AbortSignal): Promise<void> {
  const known = await startState(watch, kind, signal)
  const began = watch.clock.now()
  watch.kube
    .watch(
      kind,
      (change, object) => {
        if (change === 'added' && !known.has(keyOf(object)) && isOlder(object, began)) known.set(keyOf(object), seen(object))
        const event = objectChange(known, change, object)
        if (event) watch.record({ type: 'object-changed', task: watch.task, cluster: watch.cluster, ...kind, ...event }, object)
      },
      signal,
    )
    .catch((error: unknown) => {
      if (!signal.aborted) watch.onError?.(error, kind)
    })
}

/** A task may begin with an API server that is down. What is there when it comes up is then told by age, since nothing can be made until it does. */
async function startState({ kube }: ObjectWatch, kind: KubeKind, signal: AbortSignal): Promise<Map<string, Seen>> {
  try {
    const start = await kube.list(kind, {}, signal)
    return new Map(start.map((object) => [keyOf(object), seen(object)]))
  } catch (error) {
    if (error instanceof ApiServerDown) return new Map()
    throw error
  }
}

/** Creation times have whole seconds. */
function isOlder(object: KubeObject, began: number): boolean {
  return Date.parse(object.metadata.creationTimestamp ?? '') < began - 1000
}

type Change = 'added' | 'modified' | 'deleted'

/** The event that a notice of the watch is worth, if any; brings `known` up to date. A watch that lists anew repeats what is known: that is no change. */
export function objectChange(
  known: Map<string, Seen>,
  change: Change,
  object: KubeObject,
): { change: Change; name: string; namespace?: string; by: string; generation?: number } | undefined {
  const key = keyOf(object)
  const before = known.get(key)
  if (change === 'deleted') known.delete(key)
  else known.set(key, seen(object))
  if (isOfControllers(object)) return undefined
  const place = object.metadata.namespace === undefined ? {} : { namespace: object.metadata.namespace }
  const named = { name: object.metadata.name, ...place }
  // Who deleted an object is not written anywhere.
  if (change === 'deleted') return before ? { change, ...named, by: '' } : undefined
  const now = known.get(key)
  const replaced = before?.uid !== now?.uid
  if (!replaced && before?.content === now?.content) return undefined
  const by = changedBy(object, replaced ? undefined : before)
  if (by === undefined) return undefined
  const generation = object.metadata.generation === undefined ? {} : { generation: object.metadata.generation }
  return { change: replaced ? 'added' : 'modified', ...named, by, ...generation }
}

function keyOf(object: KubeObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name}`
}
