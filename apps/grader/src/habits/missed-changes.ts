// What changed in a cluster while no grader watched it: the digests of its log against what is there now.
import type { HabitEvent } from '@unflunk/shared/habits'
import type { KubeKind, KubeObject } from '../sandbox/kube.ts'
import { changedBy, digestOf, isOfControllers, type ObjectChange, seen, writersOf } from './object-change.ts'

/** A cluster as its log knows it. */
export interface Remembered {
  /** `apps/v1 Deployment apollo/web` -> digest. */
  readonly objects: ReadonlyMap<string, string>
  /** Until when it was watched, epoch milliseconds. */
  readonly until: number
}

/** undefined when the log has no start state of this cluster. Nothing before a reset counts. */
export function remember(log: readonly HabitEvent[], cluster: string): Remembered | undefined {
  let objects: Map<string, string> | undefined
  for (const event of log) {
    if (!('cluster' in event) || event.cluster !== cluster) continue
    if (event.type === 'reset') objects = undefined
    else if (event.type === 'objects-seen') objects = new Map(Object.entries(event.objects))
    else if (event.type === 'object-changed' && event.owner === undefined) {
      const key = keyOf(event, event.namespace, event.name)
      if (event.change === 'deleted') objects?.delete(key)
      else if (event.digest !== undefined) objects?.set(key, event.digest)
    }
  }
  return objects && { objects, until: log.at(-1)?.at ?? 0 }
}

/** The digests of what a watch begins with. */
export function startDigests(kind: KubeKind, start: readonly KubeObject[]): Record<string, string> {
  return Object.fromEntries(
    start.filter((object) => !isLeftOut(object)).map((object) => [keyOfObject(kind, object), digestOf(seen(object))]),
  )
}

/** Made, changed or deleted since; by whom is told only where a manager's time is newer than the last watch. */
export function missedChanges(kind: KubeKind, now: readonly KubeObject[], { objects, until }: Remembered): ObjectChange[] {
  const ours = now.filter((object) => !isLeftOut(object))
  const present = new Set(ours.map((object) => keyOfObject(kind, object)))
  const gone = [...objects.keys()].filter((key) => key.startsWith(`${kind.apiVersion} ${kind.kind} `) && !present.has(key))
  return [...ours.flatMap((object) => missedOf(kind, object, objects, until)), ...gone.map(deleted)]
}

function missedOf(kind: KubeKind, object: KubeObject, objects: ReadonlyMap<string, string>, until: number): ObjectChange[] {
  const digest = digestOf(seen(object))
  const before = objects.get(keyOfObject(kind, object))
  const isNew = Date.parse(object.metadata.creationTimestamp ?? '') > until
  if (before === digest || (before === undefined && !isNew)) return []
  const old = [...writersOf(object)].filter(([, time]) => Date.parse(time) <= until)
  // Without a newer writer a program changed it without a name, or before: not measured.
  if (!isNew && old.length === writersOf(object).size) return []
  const by = changedBy(object, isNew ? undefined : { ...seen(object), writers: new Map(old) })
  if (by === undefined) return []
  const { name, namespace, generation } = object.metadata
  const place = namespace === undefined ? {} : { namespace }
  return [{ change: isNew ? 'added' : 'modified', name, ...place, by, ...(generation === undefined ? {} : { generation }), digest }]
}

function deleted(key: string): ObjectChange {
  const [namespace, name = ''] = key.slice(key.lastIndexOf(' ') + 1).split('/')
  return { change: 'deleted', name, ...(namespace ? { namespace } : {}), by: '' }
}

/** The 150 built-in roles would make the log long, and nobody changes them; what controllers own comes and goes. */
function isLeftOut(object: KubeObject): boolean {
  return isOfControllers(object) || object.metadata.name.startsWith('system:')
}

function keyOfObject(kind: KubeKind, { metadata }: KubeObject): string {
  return keyOf(kind, metadata.namespace, metadata.name)
}

function keyOf({ apiVersion, kind }: KubeKind, namespace: string | undefined, name: string): string {
  return `${apiVersion} ${kind} ${namespace ?? ''}/${name}`
}
