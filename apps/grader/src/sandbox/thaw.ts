// Freezes and thaws the machines of a cluster so that no node is ever seen as NotReady for having slept.
import { AppError } from '@unflunk/shared/error'
import { z } from 'zod'
import type { Clock } from '../lib/clock.ts'
import type { Engine } from './engine.ts'
import { ApiServerDown, type Kube, KubeRefusal } from './kube.ts'
import type { KubeClient } from './kube-client.ts'
import type { Machine } from './machine.ts'
import { until } from './until.ts'

/** A cluster that the candidate broke never gets Ready; it is awake all the same. */
const SETTLE_TIMEOUT = 10_000 // ms

/** What the sequence needs of a cluster. `controlPlane` must answer exec while the containers run. */
export interface Sleeper {
  readonly containers: readonly string[]
  readonly controlPlane: Machine
  readonly kube: KubeClient
}

/**
 * Frozen clocks go on, so a controller manager that wakes finds every lease that it knows of expired, and marks all nodes NotReady
 * before it has read newer ones. It is stopped before the freeze, and continues when the kubelets have renewed and every Node
 * object has changed: its first write then meets a conflict, it reads the node again, and finds the sign of life there
 * (tryUpdateNodeHealth and its retry in node_lifecycle_controller.go).
 */
export async function freeze(engine: Engine, { containers, controlPlane }: Sleeper): Promise<void> {
  await signalControllerManager(controlPlane, 'STOP')
  await Promise.all(containers.map((container) => engine.pause(container)))
}

export async function thaw(engine: Engine, clock: Clock, sleeper: Sleeper, signal?: AbortSignal): Promise<void> {
  const { containers, controlPlane, kube } = sleeper
  const woken = clock.now()
  await Promise.all(containers.map((container) => engine.unpause(container)))
  try {
    const nodes = await settled(clock, kube, woken, signal)
    await Promise.all(nodes.map((node) => kube.heartbeat(node, clock.now())))
  } catch (error) {
    // Down or refusing in between: the candidate's broken cluster, which is awake all the same.
    if (!(error instanceof ApiServerDown || error instanceof KubeRefusal)) throw error
  } finally {
    await signalControllerManager(controlPlane, 'CONT')
  }
}

/** Also for a cluster that was adopted awake: the grader may have died between the two signals. */
export async function signalControllerManager(controlPlane: Machine, signal: 'STOP' | 'CONT'): Promise<void> {
  // The kernel keeps 15 characters of a name. Exit code 1: there is none, the candidate's cluster may be broken.
  await controlPlane.exec(['pkill', `-${signal}`, '-x', 'kube-controller'], { timeoutMs: 5_000 })
}

/** The nodes that are back; none when the time is over. */
async function settled(clock: Clock, kube: Kube, since: number, signal?: AbortSignal): Promise<string[]> {
  try {
    const ready = () => readyNodes(kube, since, signal)
    return await until(ready, { clock, timeoutMs: SETTLE_TIMEOUT, what: 'the nodes to renew', intervalMs: 50, signal })
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof AppError && error.code === 'timeout') return []
    throw error
  }
}

const Lease = z.looseObject({ metadata: z.object({ name: z.string() }), spec: z.object({ renewTime: z.string().optional() }).optional() })
const Node = z.looseObject({
  metadata: z.object({ name: z.string() }),
  status: z.object({ conditions: z.array(z.object({ type: z.string(), status: z.string() })).optional() }).optional(),
})

/** Names of the nodes when all are Ready and have renewed their leases after `since` (epoch ms); undefined while the API server is down. */
export async function readyNodes(kube: Kube, since: number, signal?: AbortSignal): Promise<string[] | undefined> {
  try {
    const [nodes, leases] = await Promise.all([
      kube.list({ apiVersion: 'v1', kind: 'Node' }, {}, signal),
      kube.list({ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' }, { namespace: 'kube-node-lease' }, signal),
    ])
    const parsed = leases.map((lease) => Lease.parse(lease))
    const renewed = new Map(parsed.map((lease) => [lease.metadata.name, Date.parse(lease.spec?.renewTime ?? '')]))
    const known = nodes.map((node) => Node.parse(node))
    const all = known.length > 0 && known.every((node) => isReady(node) && (renewed.get(node.metadata.name) ?? 0) > since)
    return all ? known.map((node) => node.metadata.name) : undefined
  } catch (error) {
    if (error instanceof ApiServerDown || error instanceof KubeRefusal) return undefined
    throw error
  }
}

function isReady(node: z.infer<typeof Node>): boolean {
  return node.status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ?? false
}
