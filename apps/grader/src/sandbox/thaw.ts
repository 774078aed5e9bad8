// Freezes and thaws the machines of a cluster so that no node is ever seen as NotReady for having slept.
import { z } from 'zod'
import type { Clock } from '../lib/clock.ts'
import type { Engine } from './engine.ts'
import { ApiServerDown, type Kube, KubeRefusal } from './kube.ts'
import type { Machine } from './machine.ts'
import { until } from './until.ts'

/** A cluster that the candidate broke never gets Ready; it is awake all the same. */
const SETTLE_TIMEOUT = 10_000 // ms

/** What the sequence needs of a cluster. `controlPlane` must answer exec while the containers run. */
export interface Sleeper {
  readonly containers: readonly string[]
  readonly controlPlane: Machine
  readonly kube: Kube
}

/**
 * Frozen clocks go on, so a controller manager that wakes first finds every lease expired and marks all nodes NotReady. It is
 * stopped before the freeze and continues only when the kubelets have renewed.
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
    await settled(clock, kube, woken, signal)
  } finally {
    await signalControllerManager(controlPlane, 'CONT')
  }
}

/** Also for a cluster that was adopted awake: the grader may have died between the two signals. */
export async function signalControllerManager(controlPlane: Machine, signal: 'STOP' | 'CONT'): Promise<void> {
  // The kernel keeps 15 characters of a name. Exit code 1: there is none, the candidate's cluster may be broken.
  await controlPlane.exec(['pkill', `-${signal}`, '-x', 'kube-controller'], { timeoutMs: 5_000 })
}

async function settled(clock: Clock, kube: Kube, since: number, signal?: AbortSignal): Promise<void> {
  try {
    const ready = async () => ((await nodesReady(kube, since, signal)) ? true : undefined)
    await until(ready, { clock, timeoutMs: SETTLE_TIMEOUT, what: 'the nodes to renew', intervalMs: 50, signal })
  } catch (error) {
    signal?.throwIfAborted()
    if (!(error instanceof Error && (error instanceof ApiServerDown || Reflect.get(error, 'code') === 'timeout'))) throw error
  }
}

const Lease = z.looseObject({ metadata: z.object({ name: z.string() }), spec: z.object({ renewTime: z.string().optional() }).optional() })
const Node = z.looseObject({
  metadata: z.object({ name: z.string() }),
  status: z.object({ conditions: z.array(z.object({ type: z.string(), status: z.string() })).optional() }).optional(),
})

/** True when every node is Ready and has renewed its lease after `since` (epoch ms). False when the API server is down. */
export async function nodesReady(kube: Kube, since: number, signal?: AbortSignal): Promise<boolean> {
  try {
    const [nodes, leases] = await Promise.all([
      kube.list({ apiVersion: 'v1', kind: 'Node' }, {}, signal),
      kube.list({ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' }, { namespace: 'kube-node-lease' }, signal),
    ])
    const renewed = new Map(
      leases.map((lease) => Lease.parse(lease)).map((lease) => [lease.metadata.name, Date.parse(lease.spec?.renewTime ?? '')]),
    )
    const known = nodes.map((node) => Node.parse(node))
    return known.length > 0 && known.every((node) => isReady(node) && (renewed.get(node.metadata.name) ?? 0) > since)
  } catch (error) {
    if (error instanceof ApiServerDown || error instanceof KubeRefusal) return false
    throw error
  }
}

function isReady(node: z.infer<typeof Node>): boolean {
  return node.status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ?? false
}
