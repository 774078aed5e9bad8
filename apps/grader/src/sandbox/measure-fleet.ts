// Figures of a whole fleet, as an exam starts it: one- and two-node clusters in turn, all but the open task's asleep.
import { systemClock } from '../lib/clock.ts'
import { noProgress } from '../lib/progress.ts'
import { ContainerCluster } from './container-cluster.ts'
import { dockerEngine } from './docker-engine.ts'
import type { Engine } from './engine.ts'
import { AWAKE_AFTER_SETUP, type Cluster, type ClusterRequest, type Sandbox } from './fleet.ts'
import { cpuOver, usageOf } from './measure.ts'

export interface FleetFigures {
  readonly clusters: number
  readonly nodes: number
  /** From nothing to the first cluster with all nodes Ready: when the candidate can begin. */
  readonly firstReadyMs: number
  readonly allReadyMs: number
  /** Of one cluster, to Ready, while the others sleep. */
  readonly thawMs: number
  readonly resetMs: number
  /** Of all machines, frozen ones too, without page cache that can be dropped. */
  readonly memoryBytes: number
  /** Percent of one core with one cluster awake and nothing going on. */
  readonly idleCpuPercent: number
}

const IDLE_WINDOW = 20_000 // ms
/** The bustle of the starts. */
const SETTLE = 30_000 // ms

/** Two nodes, one, two, ...: a mix as in an exam. */
function mixed(count: number): ClusterRequest[] {
  return Array.from({ length: count }, (_, index) => ({ id: `t${index + 1}`, host: `cka${2001 + index}`, nodes: index % 2 === 0 ? 2 : 1 }))
}

/** As a task's set-up leaves its cluster. */
async function setUp(cluster: Cluster): Promise<Cluster> {
  const lease = await cluster.acquire('setup')
  lease.release(AWAKE_AFTER_SETUP)
  return cluster
}

export async function measureFleet(sandbox: Sandbox, count: number, engine: Engine = dockerEngine()): Promise<FleetFigures> {
  const clock = systemClock
  const sessionId = `bench-fleet-${count}`
  const clusters = mixed(count)
  const begin = clock.now()
  const { fleet, ready } = await sandbox.createFleet({ sessionId, clusters }, noProgress)
  try {
    const first = await ready('t1')
    const opened = await first.acquire('open')
    const firstReadyMs = clock.now() - begin
    const up = await Promise.all(clusters.map(async ({ id }) => setUp(await ready(id))))
    const allReadyMs = clock.now() - begin
    await clock.sleep(SETTLE)
    opened.release(Number.POSITIVE_INFINITY)
    for (const cluster of up) if (cluster instanceof ContainerCluster) await cluster.freeze()
    const waking = clock.now()
    const lease = await first.acquire('bench')
    const thawMs = clock.now() - waking
    await clock.sleep(SETTLE)
    const usage = () => usageOf(engine, sessionId)
    const idleCpuPercent = await cpuOver(IDLE_WINDOW, usage)
    const { memoryBytes } = await usage()
    const resetting = clock.now()
    await first.reset()
    const resetMs = clock.now() - resetting
    lease.release()
    const nodes = clusters.reduce((sum, cluster) => sum + (cluster.nodes ?? 1), 0)
    return { clusters: count, nodes, firstReadyMs, allReadyMs, thawMs, resetMs, memoryBytes, idleCpuPercent }
  } finally {
    await fleet.dispose()
  }
}
