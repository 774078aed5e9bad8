// The sandbox's figures, beside the targets of docs: from snapshot to a running pod, reset, thaw, memory and idle CPU.
import { systemClock } from '../lib/clock.ts'
import { noProgress } from '../lib/progress.ts'
import { ContainerCluster } from './container-cluster.ts'
import { dockerEngine } from './docker-engine.ts'
import type { Engine } from './engine.ts'
import type { Cluster, Sandbox } from './fleet.ts'
import { LABEL, sessionLabels } from './labels.ts'
import { isReady } from './thaw.ts'
import { until } from './until.ts'

export interface SandboxFigures {
  /** `base` answers: what a terminal waits for. */
  readonly baseReadyMs: number
  /** All nodes Ready with new leases. */
  readonly clusterReadyMs: number
  /** From nothing but the snapshot to the first new pod Running, two nodes. */
  readonly snapshotToPodMs: number
  readonly podRunningMs: number
  readonly resetMs: number
  readonly thawMs: number
  /** Nodes that were seen as NotReady by then or in the 15 s after. */
  readonly notReadyAfterThaw: readonly string[]
  /** Of both machines, without page cache that can be dropped. */
  readonly clusterMemoryBytes: number
  /** Percent of one core, of both machines, with nothing going on. */
  readonly idleCpuPercent: number
  readonly frozenCpuPercent: number
}

const SESSION = 'bench'
const HOST = 'cka1234'
const IDLE_WINDOW = 20_000 // ms
/** Longer than the 50 s after which a silent node counts as lost. */
const FROZEN = 60_000 // ms

/** Takes about three minutes on an idle machine. The sandbox must be prepared. */
export async function measureSandbox(sandbox: Sandbox, engine: Engine = dockerEngine()): Promise<SandboxFigures> {
  const clock = systemClock
  const begin = clock.now()
  const since = () => clock.now() - begin
  const { fleet, ready } = await sandbox.createFleet({ sessionId: SESSION, clusters: [{ id: 't1', host: HOST, nodes: 2 }] }, noProgress)
  try {
    await fleet.base.exec(['true'])
    const baseReadyMs = since()
    const cluster = await ready('t1')
    if (!(cluster instanceof ContainerCluster)) throw new TypeError('only clusters of containers can be measured')
    const lease = await cluster.acquire('bench')
    const clusterReadyMs = since()
    const podRunningMs = await startPod(cluster)
    const snapshotToPodMs = since()

    const resetBegin = clock.now()
    await cluster.reset()
    const resetMs = clock.now() - resetBegin
    await clock.sleep(IDLE_WINDOW) // the bustle of the start
    const usage = () => usageOf(engine, SESSION)
    const idle = await cpuOver(IDLE_WINDOW, usage)
    const { memoryBytes } = await usage()

    lease.release()
    await cluster.freeze()
    const frozenCpuPercent = await cpuOver(FROZEN, usage)
    const { thawMs, notReady } = await thawed(cluster)
    return {
      baseReadyMs,
      clusterReadyMs,
      snapshotToPodMs,
      podRunningMs,
      resetMs,
      thawMs,
      notReadyAfterThaw: notReady,
      clusterMemoryBytes: memoryBytes,
      idleCpuPercent: idle,
      frozenCpuPercent,
    }
  } finally {
    await fleet.dispose()
  }
}

async function startPod(cluster: Cluster): Promise<number> {
  const clock = systemClock
  const begin = clock.now()
  const kind = { apiVersion: 'v1', kind: 'Pod' }
  const name = 'first'
  const containers = [{ name: 'pause', image: 'registry.k8s.io/pause:3.10.1' }]
  await cluster.kube.apply({ ...kind, metadata: { name, namespace: 'default' }, spec: { containers } })
  const running = async () => {
    const pod = await cluster.kube.get(kind, name, 'default')
    return JSON.stringify(pod?.status).includes('"phase":"Running"') ? true : undefined
  }
  await until(running, { clock, timeoutMs: 120_000, what: 'the first pod to run', intervalMs: 50 })
  return clock.now() - begin
}

async function thawed(cluster: Cluster): Promise<{ thawMs: number; notReady: string[] }> {
  const notReady = new Set<string>()
  const stop = new AbortController()
  const begin = systemClock.now()
  const lease = await cluster.acquire('bench')
  const thawMs = systemClock.now() - begin
  const watched = cluster.kube.watch(
    { apiVersion: 'v1', kind: 'Node' },
    (_, node) => {
      if (!isReady(node)) notReady.add(node.metadata.name)
    },
    stop.signal,
  )
  await systemClock.sleep(15_000)
  stop.abort()
  await watched
  lease.release()
  return { thawMs, notReady: [...notReady] }
}

/** Of all nodes of a session. */
export async function usageOf(engine: Engine, sessionId: string): Promise<{ memoryBytes: number; cpuNanoseconds: number }> {
  const nodes = await engine.containers({ ...sessionLabels(sessionId), [LABEL.role]: 'node' })
  const used = await Promise.all(nodes.map((node) => engine.usage(node.name)))
  return {
    memoryBytes: used.reduce((sum, one) => sum + one.memoryBytes, 0),
    cpuNanoseconds: used.reduce((sum, one) => sum + one.cpuNanoseconds, 0),
  }
}

/** Percent of one core, over `ms`. */
export async function cpuOver(ms: number, usage: () => Promise<{ cpuNanoseconds: number }>): Promise<number> {
  const before = await usage()
  await systemClock.sleep(ms)
  const after = await usage()
  return ((after.cpuNanoseconds - before.cpuNanoseconds) / 1e6 / ms) * 100
}
