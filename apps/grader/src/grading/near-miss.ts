// Finds what the candidate made instead: the right thing in another namespace, under another name, or on another cluster.
import type { ObjectRef } from '@unflunk/shared/check'
import type { Mismatch } from '@unflunk/shared/grading'
import { isTypo } from '../lib/typo.ts'
import type { Cluster } from '../sandbox/fleet.ts'
import type { KubeObject } from '../sandbox/kube.ts'
import type { Scene } from './scene.ts'

export type NearMiss = Required<Pick<Mismatch, 'hint' | 'nearMiss'>>

/** undefined when there is none, or the scene asks for no hints. `fits` tells whether an object has the shape that was asked for; undefined when any shape is right. */
export async function findNearMiss(ref: ObjectRef, scene: Scene, fits?: (object: KubeObject) => boolean): Promise<NearMiss | undefined> {
  if (!scene.hints) return undefined
  const here = await candidates(ref, scene.cluster, scene).catch(() => []) // the verdict stands without a hint
  return (
    otherNamespace(ref, here) ??
    otherName(
      ref,
      here.filter((object) => object.metadata.namespace === ref.namespace),
      fits,
    ) ??
    (await otherCluster(ref, scene))
  )
}

function otherNamespace(ref: ObjectRef, objects: readonly KubeObject[]): NearMiss | undefined {
  const found = objects.find((object) => named(ref, object) && object.metadata.namespace !== ref.namespace)
  if (!found) return undefined
  return { nearMiss: 'other-namespace', hint: `${titleOf(found)} is in namespace ${found.metadata.namespace ?? '(none)'}` }
}

function otherName(
  ref: ObjectRef,
  objects: readonly KubeObject[],
  fits: ((object: KubeObject) => boolean) | undefined,
): NearMiss | undefined {
  const { name } = ref
  if (name === undefined) return undefined
  const found = objects.find((object) => isTypo(object.metadata.name, name)) ?? (fits ? objects.find(fits) : undefined)
  return found && { nearMiss: 'other-name', hint: `there is ${titleOf(found)} instead` }
}

async function otherCluster(ref: ObjectRef, scene: Scene): Promise<NearMiss | undefined> {
  // Frozen clusters are not woken for a hint: whoever grades a whole exam holds them awake anyway.
  const awake = scene.others.filter((cluster) => cluster.state === 'ready')
  const found = await Promise.all(
    awake.map(async (cluster) => {
      const objects = await candidates(ref, cluster, scene).catch(() => []) // another task's broken cluster is no reason to fail this one
      // Another task may well have its own object of that name elsewhere; in this namespace, or forgotten in `default`, it was meant for here.
      const place = (object: KubeObject) => [ref.namespace, 'default'].includes(object.metadata.namespace)
      return objects.filter((object) => named(ref, object) && place(object)).map((object) => ({ cluster, object }))
    }),
  )
  const all = found.flat()
  const best = all.find(({ object }) => object.metadata.namespace === ref.namespace) ?? all[0]
  if (!best) return undefined
  const inNamespace = best.object.metadata.namespace === undefined ? '' : ` in namespace ${best.object.metadata.namespace}`
  return { nearMiss: 'other-cluster', hint: `${titleOf(best.object)}${inNamespace} is on ${best.cluster.host}` }
}

/** Objects of the kind that somebody made or changed since the task began, and that no controller owns. */
async function candidates(ref: ObjectRef, cluster: Cluster, scene: Scene): Promise<KubeObject[]> {
  const objects = await cluster.kube.list({ apiVersion: ref.apiVersion, kind: ref.kind }, {}, scene.signal)
  return objects.filter((object) => touchedAt(object) >= scene.since && !object.metadata.ownerReferences?.some((owner) => owner.controller))
}

/** Epoch milliseconds of the newest change that is not a status report. Times of the API have whole seconds, so count a second in favour. */
function touchedAt(object: KubeObject): number {
  const { creationTimestamp, managedFields } = object.metadata
  const times = (managedFields ?? [])
    .filter(({ subresource, manager }) => subresource === undefined && manager !== 'unflunk')
    .map(({ time }) => time)
  return Math.max(0, ...[creationTimestamp, ...times].flatMap((time) => (time ? [Date.parse(time)] : []))) + 999
}

function named(ref: ObjectRef, object: KubeObject): boolean {
  if (ref.name !== undefined) return object.metadata.name === ref.name
  return Object.entries(ref.labels ?? {}).every(([key, value]) => object.metadata.labels?.[key] === value)
}

function titleOf(object: KubeObject): string {
  return `${object.kind} ${object.metadata.name}`
}
