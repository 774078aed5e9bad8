// Freezes and thaws the machines of a cluster so that no node is ever seen as NotReady for having slept.
import { AppError } from '@unflunk/shared/error'
import { z } from 'zod'
import type { Clock } from '../lib/clock.ts'
import type { Engine } from './engine.ts'
import { ApiServerDown, type Kube, type KubeObject, KubeRefusal } from './kube.ts'
import type { KubeClient } from './kube-client.ts'
import { until } from './until.ts'

/** A cluster that the candidate broke never settles; it is awake all the same. */
const SETTLE_TIMEOUT = 10_000 // ms
/** The API server takes a new policy up within a second or so. */
const GUARD_TIMEOUT = 5_000 // ms
/**
 * A lease is renewed every 10 s, at once after a longer sleep, and a node counts as lost after 50 s. After a short sleep the last renewal is good
 * enough: nobody waits up to 10 s for the next one.
 */
const FRESH_LEASE = 30_000 // ms
/** The controller manager looks at nodes every 5 s, kubelets report every 10 s: by then each has seen that all is well. */
const GUARD_AFTER_THAW = 12_000 // ms

/**
 * Frozen clocks go on. On waking, the controller manager finds all the leases that it knows of expired, and a kubelet finds that
 * its runtime has been silent for too long (30 s, and 3 min for pods); both say NotReady before they look again. While this policy
 * is there the API server refuses to hear it. They try again some milliseconds or seconds later, when it is no longer so.
 */
const GUARD = { apiVersion: 'admissionregistration.k8s.io/v1', name: 'unflunk-thaw' } as const
const POLICY: KubeObject = {
  apiVersion: GUARD.apiVersion,
  kind: 'ValidatingAdmissionPolicy',
  metadata: { name: GUARD.name },
  spec: {
    failurePolicy: 'Ignore',
    matchConstraints: {
      resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['UPDATE'], resources: ['nodes/status'] }],
    },
    validations: [
      {
        expression: "object.status.conditions.all(c, c.type != 'Ready' || c.status == 'True')",
        message: 'this node has just been thawed; report again',
      },
    ],
  },
}
const BINDING: KubeObject = {
  apiVersion: GUARD.apiVersion,
  kind: 'ValidatingAdmissionPolicyBinding',
  metadata: { name: GUARD.name },
  spec: { policyName: GUARD.name, validationActions: ['Deny'] },
}

export interface Sleeper {
  readonly containers: readonly string[]
  readonly kube: KubeClient
}

/** Answers whether an API server could be told. */
export async function freeze(engine: Engine, clock: Clock, { containers, kube }: Sleeper): Promise<boolean> {
  const told = await setGuard(clock, kube)
  const paused = await Promise.allSettled(containers.map((container) => engine.pause(container)))
  const failed = paused.find((result) => result.status === 'rejected')
  if (failed === undefined) return told
  // Half a cluster asleep is worse than all of it awake.
  await Promise.all(containers.map((container) => engine.unpause(container)))
  throw failed.reason
}

/**
 * Resolves when the nodes that were Ready have renewed their leases lately; at once where there is no API server that `mayAnswer`. The guard stays:
 * call `liftGuard` beside the work that follows.
 */
export async function thaw(
  engine: Engine,
  clock: Clock,
  { containers, kube }: Sleeper,
  mayAnswer: boolean,
  signal?: AbortSignal,
): Promise<void> {
  const woken = clock.now()
  await Promise.all(containers.map((container) => engine.unpause(container)))
  if (!mayAnswer) return
  try {
    const renewed = async () => ((await lateNodes(kube, woken - FRESH_LEASE, { allReady: false }, signal))?.length === 0 ? true : undefined)
    await until(renewed, { clock, timeoutMs: SETTLE_TIMEOUT, what: 'the nodes to renew', intervalMs: 50, signal })
  } catch (error) {
    signal?.throwIfAborted()
    if (!(error instanceof AppError && error.code === 'timeout')) throw error
  }
}

/** Removes the guard when everybody has had time to look again. `signal` ends it early: the cluster freezes again, or is gone. */
export async function liftGuard(clock: Clock, kube: Kube, signal: AbortSignal): Promise<void> {
  for (;;) {
    await clock.sleep(GUARD_AFTER_THAW, signal)
    try {
      for (const { apiVersion, kind } of [BINDING, POLICY]) await kube.delete({ apiVersion, kind }, GUARD.name, undefined, signal)
      return
    } catch (error) {
      // Frozen or gone meanwhile: whoever wakes it again lifts the guard.
      if (error instanceof AppError && error.code === 'cluster-unavailable') return
      // The candidate's API server is down or refuses: once more later.
      if (!(error instanceof ApiServerDown || error instanceof KubeRefusal)) throw error
    }
  }
}

/** Resolves when the guard works, or with false when it cannot: a broken API server has nobody to hear "NotReady" either. */
async function setGuard(clock: Clock, kube: KubeClient): Promise<boolean> {
  try {
    const [node] = await kube.list({ apiVersion: 'v1', kind: 'Node' })
    if (node === undefined) return false
    for (const object of [POLICY, BINDING]) await kube.apply(object)
    const works = async () => ((await refused(kube, node.metadata.name)) ? true : undefined)
    await until(works, { clock, timeoutMs: GUARD_TIMEOUT, what: 'the guard' })
    return true
  } catch (error) {
    if (error instanceof ApiServerDown) return false
    const passing = error instanceof AppError && error.code === 'timeout'
    if (!(passing || error instanceof KubeRefusal)) throw error
    return true
  }
}

async function refused(kube: KubeClient, node: string): Promise<boolean> {
  try {
    await kube.dryRunNodeStatus(node, { conditions: [{ type: 'Ready', status: 'Unknown' }] })
    return false
  } catch (error) {
    if (error instanceof KubeRefusal) return true
    throw error
  }
}

const Lease = z.looseObject({ metadata: z.object({ name: z.string() }), spec: z.object({ renewTime: z.string().optional() }).optional() })
const Node = z.looseObject({
  metadata: z.object({ name: z.string() }),
  status: z.object({ conditions: z.array(z.object({ type: z.string(), status: z.string() })).optional() }).optional(),
})

/**
 * Names of the nodes that have not renewed their lease since `since` (epoch ms); undefined while the API server does not answer.
 * `allReady` counts nodes that are not Ready too: for a new cluster. A thawed one may have nodes that the candidate broke.
 */
export async function lateNodes(
  kube: Kube,
  since: number,
  { allReady }: { allReady: boolean },
  signal?: AbortSignal,
): Promise<string[] | undefined> {
  try {
    const [nodes, leases] = await Promise.all([
      kube.list({ apiVersion: 'v1', kind: 'Node' }, {}, signal),
      kube.list({ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' }, { namespace: 'kube-node-lease' }, signal),
    ])
    if (nodes.length === 0) return undefined
    const parsed = leases.map((lease) => Lease.parse(lease))
    const renewed = new Map(parsed.map((lease) => [lease.metadata.name, Date.parse(lease.spec?.renewTime ?? '')]))
    const late = nodes.filter((node) => (isReady(node) ? !((renewed.get(node.metadata.name) ?? 0) > since) : allReady))
    return late.map((node) => node.metadata.name)
  } catch (error) {
    if (error instanceof ApiServerDown || error instanceof KubeRefusal) return undefined
    throw error
  }
}

export function isReady(object: unknown): boolean {
  const node = Node.parse(object)
  return node.status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ?? false
}
