// Records what changes in a cluster while its task is worked on: a watch per kind, against what was there when it began.
import type { HabitEventBody } from '@unflunk/shared/habits'
import type { Kube, KubeKind, KubeObject } from '../sandbox/kube.ts'
import { changedBy, isOfControllers, type Seen, seen, WATCHED_KINDS } from './object-change.ts'

export interface ObjectWatch {
  readonly kube: Kube
  /** Id of the cluster in the fleet. */
  readonly cluster: string
  /** Whose cluster it is. */
  readonly task: string
  readonly record: (body: HabitEventBody) => void
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
  const start = await watch.kube.list(kind, {}, signal)
  const known = new Map(start.map((object) => [keyOf(object), seen(object)]))
  watch.kube
    .watch(
      kind,
      (change, object) => {
        const event = objectChange(known, change, object)
        if (event) watch.record({ type: 'object-changed', task: watch.task, cluster: watch.cluster, ...kind, ...event })
      },
      signal,
    )
    .catch((error: unknown) => {
      if (!signal.aborted) watch.onError?.(error, kind)
    })
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
