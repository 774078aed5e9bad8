// Whether a Kubernetes object has come to rest as its controller says: what `kubectl rollout status` and `kubectl wait` look at.
import type { KubeObject } from '../sandbox/kube.ts'

type Fields = Readonly<Record<string, unknown>>

/** True when the condition's status is "True". */
export function condition(object: KubeObject, type: string): boolean {
  const conditions = fieldsOf(object.status).conditions
  if (!Array.isArray(conditions)) return false
  return conditions.some((item: unknown) => fieldsOf(item).type === type && fieldsOf(item).status === 'True')
}

/** Workloads: every wanted replica is of the newest generation and available. Jobs: complete. Others: condition Ready (or Available). */
export function ready(object: KubeObject): boolean {
  const [spec, status] = [fieldsOf(object.spec), fieldsOf(object.status)]
  const seen = number(status.observedGeneration, 0) >= (object.metadata.generation ?? 0)
  switch (object.kind) {
    case 'Deployment': {
      const wanted = number(spec.replicas, 1)
      return (
        seen &&
        number(status.replicas, 0) === wanted &&
        number(status.updatedReplicas, 0) === wanted &&
        number(status.availableReplicas, 0) === wanted
      )
    }
    case 'StatefulSet': {
      const wanted = number(spec.replicas, 1)
      return seen && number(status.readyReplicas, 0) === wanted && number(status.updatedReplicas, wanted) === wanted
    }
    case 'ReplicaSet':
    case 'ReplicationController':
      return seen && number(status.readyReplicas, 0) === number(spec.replicas, 1)
    case 'DaemonSet': {
      const wanted = number(status.desiredNumberScheduled, 0)
      return seen && wanted > 0 && number(status.updatedNumberScheduled, 0) === wanted && number(status.numberAvailable, 0) === wanted
    }
    case 'Job':
      return condition(object, 'Complete')
    case 'PersistentVolumeClaim':
      return status.phase === 'Bound'
    case 'Namespace':
      return status.phase === 'Active'
    default:
      return condition(object, 'Ready') || condition(object, 'Available')
  }
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}

function number(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise
}
