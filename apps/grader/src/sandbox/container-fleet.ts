// The machines of one session: `base` and its clusters, started two at a time in the order of need.
import { AppError } from '@unflunk/shared/error'
import type { ClusterState } from '@unflunk/shared/session'
import type { Progress } from '../lib/progress.ts'
import type { ContainerCluster } from './container-cluster.ts'
import type { Engine } from './engine.ts'
import type { Cluster, Fleet } from './fleet.ts'
import { waitingMark } from './labels.ts'
import type { Machine } from './machine.ts'
import { removeSession } from './remove.ts'
import type { SessionNetwork } from './session-network.ts'

/** A boot keeps both cores of a small machine busy; more at once makes the first one later and the last one no sooner. */
const AT_ONCE = 2

export class ContainerFleet implements Fleet {
  readonly sessionId: string
  readonly base: Machine
  readonly clusters: ReadonlyMap<string, Cluster>
  readonly #engine: Engine
  /** Each once, in the order of their start. */
  readonly #own: readonly ContainerCluster[]
  /** By cluster. */
  readonly #ready = new Map<string, Promise<ContainerCluster>>()
  /** In the order in which they will be started. */
  #waiting: { readonly id: string; bring(): Promise<void> }[] = []
  readonly #ending = new AbortController()

  constructor(engine: Engine, network: SessionNetwork, clusters: readonly ContainerCluster[]) {
    this.#engine = engine
    this.sessionId = network.sessionId
    this.base = network.base
    this.#own = clusters
    this.clusters = new Map(clusters.flatMap((cluster) => cluster.tasks))
  }

  onClusterState(listener: (task: string, state: ClusterState) => void): void {
    for (const cluster of this.#own) for (const [task] of cluster.tasks) cluster.onState((state) => listener(task, state))
  }

  /** Brings all clusters up in the background; `ready(id)` tells when one is. */
  bringUp(how: 'start' | 'adopt', progress: Progress, signal?: AbortSignal): void {
    const stop = signal ? AbortSignal.any([signal, this.#ending.signal]) : this.#ending.signal
    for (const cluster of this.#own) {
      progress({ id: cluster.id, title: cluster.host, state: 'waiting' })
      const { promise, resolve } = Promise.withResolvers<ContainerCluster>()
      // Nobody may have asked for `ready` when it fails; the failure is told by progress and by `ready` later.
      promise.catch(() => undefined)
      this.#ready.set(cluster.id, promise)
      const bring = async () => {
        stop.throwIfAborted()
        await (how === 'start' ? cluster.start(progress, stop) : cluster.adopt(progress, stop))
        return cluster
      }
      this.#waiting.push({
        id: cluster.id,
        bring: async () => {
          resolve(bring())
          await promise.catch(() => undefined)
        },
      })
    }
    for (let place = 0; place < AT_ONCE; place++) void this.#work()
  }

  hurry(task: string): void {
    const cluster = this.clusters.get(task)?.id
    const asked = this.#waiting.find(({ id }) => id === cluster)
    if (asked) this.#waiting = [asked, ...this.#waiting.filter((other) => other !== asked)]
  }

  async ready(task: string): Promise<Cluster> {
    const cluster = this.clusters.get(task)
    const up = this.#ready.get(cluster?.id ?? '')
    if (!cluster || !up) throw new AppError('not-found', `This session has no cluster for ${task}.`)
    await up
    return cluster
  }

  async begin(): Promise<void> {
    await this.#engine.removeVolume(waitingMark(this.sessionId))
  }

  async dispose(): Promise<void> {
    this.#ending.abort(new AppError('cancelled', 'The session has ended.'))
    for (const cluster of this.#own) cluster.end()
    await Promise.allSettled(this.#ready.values())
    await removeSession(this.#engine, this.sessionId)
  }

  async #work(): Promise<void> {
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) await next.bring()
  }
}
