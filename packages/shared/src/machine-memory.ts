// What machines take of memory, for plans and for refusals before anything is begun. A frozen machine keeps what it has.
import type { ClusterShape } from './scenario.ts'

const MIB = 1024 ** 2

/** Measured by `npm run bench -- fleet` some minutes after the start, page cache left out, rounded up. */
const OF = {
  /** `base` and the registry, once per session. */
  session: 40 * MIB,
  /** systemd, containerd, kubelet, etcd and the API server with its two companions. */
  controlPlane: 410 * MIB,
  /** systemd, containerd, kubelet, kube-proxy. */
  worker: 100 * MIB,
  /** Packages and runtime, nothing of Kubernetes runs; until the candidate makes it a node, which is what the task is for. */
  bare: 200 * MIB,
} as const

/** Bytes, once per session. */
export const SESSION_MEMORY = OF.session

/** Bytes of a cluster's machines, without the pods of its tasks. */
export function memoryOfMachines({ nodes, bare, controlPlanes }: Omit<ClusterShape, 'kubernetes'>): number {
  const planes = Math.min(controlPlanes, nodes - bare)
  return planes * OF.controlPlane + (nodes - bare - planes) * OF.worker + bare * OF.bare
}
