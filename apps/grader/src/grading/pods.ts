// The running containers of a pod, and where on its node they live.
import type { ObjectRef, PodRef } from '@unflunk/shared/check'
import type { Mismatch } from '@unflunk/shared/grading'
import { z } from 'zod'
import type { KubeObject } from '../sandbox/kube.ts'
import type { Machine } from '../sandbox/machine.ts'
import { findNearMiss } from './near-miss.ts'
import { describePod, type Scene } from './scene.ts'

export interface RunningContainer {
  readonly pod: string
  readonly container: string
  /** containerd's id: 64 hex digits, so it is safe in a path. */
  readonly id: string
  readonly machine: Machine
}

const PodFields = z.object({
  spec: z.object({ nodeName: z.string().optional() }),
  status: z.object({
    phase: z.string().optional(),
    containerStatuses: z
      .array(
        z.object({
          name: z.string(),
          containerID: z.string().optional(),
          state: z.object({ running: z.unknown().optional(), waiting: z.object({ reason: z.string().optional() }).optional() }).optional(),
        }),
      )
      .optional(),
  }),
})

/** Running containers of every matching pod that is not being deleted; when there are none, or one is not running, mismatches say so. */
export async function runningContainers(ref: PodRef, scene: Scene): Promise<{ running: RunningContainer[]; mismatches: Mismatch[] }> {
  const where = describePod(ref, scene.cluster)
  const pods = (await findPods(ref, scene)).filter((pod) => pod.metadata.deletionTimestamp === undefined)
  if (pods.length === 0) {
    const object: ObjectRef = { apiVersion: 'v1', kind: 'Pod', namespace: ref.namespace, name: ref.name, labels: ref.labels }
    return {
      running: [],
      mismatches: [{ where, expected: 'a running pod', observed: 'there is none', ...(await findNearMiss(object, scene)) }],
    }
  }
  const found = pods.map((pod) => containersOf(pod, ref, scene))
  return { running: found.flatMap((one) => one.running), mismatches: found.flatMap((one) => one.mismatches) }
}

async function findPods(ref: PodRef, { cluster: { kube }, signal }: Scene): Promise<KubeObject[]> {
  const kind = { apiVersion: 'v1', kind: 'Pod' }
  if (ref.name === undefined) return await kube.list(kind, { namespace: ref.namespace, labels: ref.labels ?? {} }, signal)
  const pod = await kube.get(kind, ref.name, ref.namespace, signal)
  return pod ? [pod] : []
}

function containersOf(pod: KubeObject, ref: PodRef, scene: Scene): { running: RunningContainer[]; mismatches: Mismatch[] } {
  const { spec, status } = PodFields.parse(pod)
  const where = `Pod ${pod.metadata.name} in namespace ${ref.namespace} on ${scene.cluster.host}`
  const mismatch = (observed: string) => ({ running: [], mismatches: [{ where, expected: 'running', observed }] })
  const { machines } = scene.cluster
  const machine = spec.nodeName !== undefined && Object.hasOwn(machines, spec.nodeName) ? machines[spec.nodeName] : undefined
  if (!machine)
    return mismatch(
      spec.nodeName === undefined ? `${status.phase ?? 'Pending'}: not scheduled to a node` : `on the unknown node ${spec.nodeName}`,
    )
  const containers = (status.containerStatuses ?? []).filter(({ name }) => ref.container === undefined || name === ref.container)
  if (containers.length === 0)
    return mismatch(
      ref.container === undefined ? `${status.phase ?? 'Pending'}, no container started` : `it has no container ${ref.container}`,
    )
  const looked = containers.map(({ name, containerID, state }) => {
    const id = /^containerd:\/\/([0-9a-f]{64})$/.exec(containerID ?? '')?.[1]
    if (state?.running === undefined || id === undefined)
      return mismatch(`container ${name} is not running${state?.waiting?.reason ? ` (${state.waiting.reason})` : ''}`)
    return { running: [{ pod: pod.metadata.name, container: name, id, machine }], mismatches: [] }
  })
  return { running: looked.flatMap((one) => one.running), mismatches: looked.flatMap((one) => one.mismatches) }
}

/** Where containerd's shim keeps the process id of a container's first process. */
export function pidFile(containerId: string): string {
  return `/run/containerd/io.containerd.runtime.v2.task/k8s.io/${containerId}/init.pid`
}
