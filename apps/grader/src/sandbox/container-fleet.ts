// The machines of one session: `base` and its clusters, started two at a time in the order of the tasks.
import { AppError } from '@unflunk/shared/error'
import type { ClusterState } from '@unflunk/shared/session'
import type { Progress } from '../lib/progress.ts'
import type { ClusterParts } from './cluster-machines.ts'
import { ContainerCluster } from './container-cluster.ts'
import type { Engine } from './engine.ts'
import type { Cluster, ClusterRequest, Fleet } from './fleet.ts'
import type { Machine } from './machine.ts'
import { removeSession } from './remove.ts'
import type { SessionNetwork } from './session-network.ts'

/** A boot keeps both cores of a small machine busy; more at once makes the first one later and the last one no sooner. */
const AT_ONCE = 2

export class ContainerFleet implements Fleet {
  readonly sessionId: string
  readonly base: Machine
  readonly clusters: ReadonlyMap<string, ContainerCluster>
  readonly #engine: Engine
  readonly #ready = new Map<string, Promise<Cluster>>()
  readonly #ending = new AbortController()

  constructor(engine: Engine, network: SessionNetwork, clusters: ReadonlyMap<string, ContainerCluster>) {
    this.#engine = engine
    this.sessionId = network.sessionId
    this.base = network.base
    this.clusters = clusters
  }

  onClusterState(listener: (clusterId: string, state: ClusterState) => void): void {
    for (const [id, cluster] of this.clusters) cluster.onState((state) => listener(id, state))
  }

  /** Brings all clusters up in the background; `ready(id)` tells when one is. */
  bringUp(how: 'start' | 'adopt', progress: Progress, signal?: AbortSignal): void {
    const stop = signal ? AbortSignal.any([signal, this.#ending.signal]) : this.#ending.signal
    const free = Array.from({ length: AT_ONCE }, () => Promise.resolve())
    for (const cluster of this.clusters.values()) {
      progress({ id: cluster.id, title: cluster.host, state: 'waiting' })
      const slot = oldest(free)
      const up = slot.then(async () => {
        stop.throwIfAborted()
        await (how === 'start' ? cluster.start(progress, stop) : cluster.adopt(progress, stop))
        return cluster
      })
      // Nobody may have asked for `ready` when it fails; the failure is told by progress and by `ready` later.
      const settled = up.then(
        () => {},
        () => {},
      )
      free.push(settled)
      this.#ready.set(cluster.id, up)
    }
  }

  async ready(clusterId: string): Promise<Cluster> {
    const up = this.#ready.get(clusterId)
    if (up === undefined) throw new AppError('not-found', `This session has no cluster ${clusterId}.`)
    return await up
  }

  async dispose(): Promise<void> {
    this.#ending.abort(new AppError('cancelled', 'The session has ended.'))
    for (const cluster of this.clusters.values()) cluster.end()
    await Promise.allSettled(this.#ready.values())
    await removeSession(this.#engine, this.sessionId)
  }
}

/** The cluster that starts as number N waits for the end of number N - 2. */
function oldest(free: Promise<void>[]): Promise<void> {
  return free.shift() ?? Promise.resolve()
}

/** Clusters by id, in the order of the requests. */
export function clustersFor(
  requests: readonly ClusterRequest[],
  partsFor: (request: ClusterRequest) => ClusterParts,
): ReadonlyMap<string, ContainerCluster> {
  return new Map(requests.map((request) => [request.id, new ContainerCluster(partsFor(request), request)]))
}
