// Objects that a check refers to, as they are in the task's cluster.
import type { ObjectRef } from '@unflunk/shared/check'
import type { KubeObject } from '../sandbox/kube.ts'
import type { Scene } from './scene.ts'

/** With the namespace that kubectl would use: `default` for a namespaced kind without one. */
export async function resolveRef(ref: ObjectRef, { cluster: { kube }, signal }: Scene): Promise<ObjectRef> {
  if (ref.namespace !== undefined) return ref
  return (await kube.namespaced({ apiVersion: ref.apiVersion, kind: ref.kind }, signal)) ? { ...ref, namespace: 'default' } : ref
}

/** [] when there is none, or the cluster does not know the kind. */
export async function findObjects(ref: ObjectRef, { cluster: { kube }, signal }: Scene): Promise<KubeObject[]> {
  const kind = { apiVersion: ref.apiVersion, kind: ref.kind }
  if (ref.name !== undefined) {
    const object = await kube.get(kind, ref.name, ref.namespace, signal)
    return object ? [object] : []
  }
  return await kube.list(kind, { ...(ref.namespace === undefined ? {} : { namespace: ref.namespace }), labels: ref.labels ?? {} }, signal)
}
