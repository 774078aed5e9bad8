// Sandbox on a container engine: prepares images and snapshots, creates, adopts and removes the machines of sessions.
import { AppError } from '@unflunk/shared/error'
import type { ClusterShape } from '@unflunk/shared/scenario'
import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../lib/logger.ts'
import { noProgress, type Progress } from '../lib/progress.ts'
import { abilitiesOf } from './abilities.ts'
import { ADDON_ABILITIES } from './addons.ts'
import type { ClusterParts } from './cluster-machines.ts'
import { ContainerCluster } from './container-cluster.ts'
import { ContainerFleet } from './container-fleet.ts'
import { giveContexts } from './contexts.ts'
import type { ContainerState, Engine } from './engine.ts'
import { findRoom } from './find-room.ts'
import type { ClusterRequest, FleetRequest, Sandbox, Shortage } from './fleet.ts'
import { COMMON_SHAPES, type Golden } from './golden.ts'
import { tellPorts } from './guests.ts'
import { type ImageSource, imagesFor } from './image-source.ts'
import { GOLDEN_SESSION, LABEL, sessionLabels, waitingMark } from './labels.ts'
import { removeSession } from './remove.ts'
import { namedWhenFull, shortages } from './room.ts'
import { SessionNetwork } from './session-network.ts'
import { Snapshots } from './snapshots.ts'
import { lookForRoom } from './survey.ts'
import { joinedPart, wholeShape } from './topology.ts'

export interface SandboxOptions {
  readonly engine: Engine
  readonly clock: Clock
  readonly images: ImageSource
  readonly logger: Logger
  /** How long a cluster stays awake when nobody holds a lease. Default 60 s. */
  readonly idleMs?: number
  /** Keeps the snapshots of other recipes: two checkouts with different ones share this engine. */
  readonly keepSnapshots?: boolean
  /** Whose snapshots `prepare` makes. Default: those that most tasks start from. */
  readonly ahead?: readonly ClusterShape[]
}

const IDLE = 60_000 // ms

type FleetAndReady = Awaited<ReturnType<Sandbox['createFleet']>>

export class DockerSandbox implements Sandbox {
  readonly #engine: Engine
  readonly #clock: Clock
  readonly #images: ImageSource
  readonly #logger: Logger
  readonly #idleMs: number
  readonly #snapshots: Snapshots
  #preparing: Promise<void> | undefined
  #abilities: Sandbox['abilities'] = ADDON_ABILITIES

  constructor({ engine, clock, images, logger, idleMs = IDLE, keepSnapshots = false, ahead = COMMON_SHAPES }: SandboxOptions) {
    this.#engine = engine
    this.#clock = clock
    this.#images = images
    this.#logger = logger
    this.#idleMs = idleMs
    this.#snapshots = new Snapshots({ engine, clock, images, keepOld: keepSnapshots, ahead })
  }

  get abilities() {
    return this.#abilities
  }

  async missing(): Promise<string | undefined> {
    const images = await this.#images.missing()
    await this.#learnAbilities()
    return images ?? (await this.#snapshots.missing())
  }

  async prepare(progress: Progress, signal?: AbortSignal): Promise<void> {
    this.#preparing ??= this.#prepare(progress, signal)
      .catch((error: unknown) => {
        throw namedWhenFull(error)
      })
      .finally(() => {
        this.#preparing = undefined
      })
    await this.#preparing
  }

  async freeMemory(): Promise<number> {
    return (await lookForRoom(await this.#engine.info())).freeMemoryBytes
  }

  async createFleet(request: FleetRequest, progress: Progress, signal?: AbortSignal): Promise<FleetAndReady> {
    await this.#requirePrepared()
    signal?.throwIfAborted()
    const network = new SessionNetwork(this.#engine, request.sessionId)
    const partsFor = await this.#partsFor(network)
    const clusters = request.clusters.map((cluster) => new ContainerCluster(partsFor(cluster), cluster))
    await removeSession(this.#engine, request.sessionId)
    await findRoom({ engine: this.#engine, clock: this.#clock, info: await this.#engine.info() }, request.clusters, signal)
    try {
      if (request.isWaiting)
        await this.#engine.createVolume(waitingMark(request.sessionId), { ...sessionLabels(request.sessionId), [LABEL.waiting]: '1' })
      await network.start(this.#images.current())
      await tellPorts(network.base, request.clusters)
      if (request.style === 'contexts') await giveContexts(network.base, clusters.flatMap(namedClusters))
    } catch (error) {
      await removeSession(this.#engine, request.sessionId)
      throw error
    }
    const fleet = new ContainerFleet(this.#engine, network, clusters)
    fleet.bringUp('start', progress, signal)
    return { fleet, ready: (id) => fleet.ready(id) }
  }

  async adoptFleet(request: { sessionId: string; clusters: readonly ClusterRequest[] }): Promise<FleetAndReady | undefined> {
    const network = new SessionNetwork(this.#engine, request.sessionId)
    if (!(await network.adopt())) return undefined
    const containers = await this.#engine.containers(sessionLabels(request.sessionId))
    const partsFor = await this.#partsFor(network, goldenKeys(containers))
    const clusters = request.clusters.map((cluster) => new ContainerCluster(partsFor(cluster), cluster))
    const fleet = new ContainerFleet(this.#engine, network, clusters)
    fleet.bringUp('adopt', noProgress)
    return { fleet, ready: (id) => fleet.ready(id) }
  }

  async shortages(): Promise<Shortage[]> {
    return shortages(await lookForRoom(await this.#engine.info()))
  }

  async sessions(): Promise<string[]> {
    const all = await Promise.all([
      this.#engine.containers({ [LABEL.session]: '' }),
      this.#engine.networks({ [LABEL.session]: '' }),
      this.#engine.volumes({ [LABEL.session]: '' }),
    ])
    const ids = all.flat().map((thing) => thing.labels[LABEL.session] ?? GOLDEN_SESSION)
    return [...new Set(ids)].filter((id) => id !== GOLDEN_SESSION).sort()
  }

  async removeSession(sessionId: string): Promise<void> {
    await removeSession(this.#engine, sessionId)
  }

  async #prepare(progress: Progress, signal?: AbortSignal): Promise<void> {
    await this.#images.prepare(progress, signal)
    await this.#snapshots.prepare(progress, signal)
    await this.#learnAbilities()
  }

  async #learnAbilities(): Promise<void> {
    const nodes = Object.values(this.#images.current().nodes)
    const [info, node] = await Promise.all([this.#engine.info(), this.#engine.image(nodes[0] ?? '')])
    this.#abilities = abilitiesOf(info, node?.labels)
  }

  async #requirePrepared(): Promise<void> {
    const missing = await this.missing()
    if (missing !== undefined)
      throw new AppError('not-prepared', `The sandbox is not ready, it lacks ${missing}.`, { next: 'npm run unflunk -- sandbox prepare' })
  }

  /** What a cluster is made of. `keys`: by cluster, the snapshots that running machines were made from. */
  async #partsFor(
    network: SessionNetwork,
    keys: ReadonlyMap<string, string> = new Map(),
  ): Promise<(request: ClusterRequest) => ClusterParts> {
    const info = await this.#engine.info()
    const images = this.#images.current()
    return (request) => {
      const shape = wholeShape(request)
      const joined = joinedPart(shape)
      const golden = joined && this.#goldenFor(joined, keys.get(request.id))
      return {
        engine: this.#engine,
        clock: this.#clock,
        logger: this.#logger,
        info,
        idleMs: this.#idleMs,
        network,
        images: imagesFor(images, shape),
        ...(golden ? { golden } : {}),
      }
    }
  }

  #goldenFor(shape: ClusterShape, key: string | undefined): NonNullable<ClusterParts['golden']> {
    let own: Promise<Golden | undefined> | undefined
    return async (tell, signal) => {
      own ??= key === undefined ? Promise.resolve(undefined) : this.#snapshots.byKey(key, shape)
      return (await own) ?? (await this.#snapshots.get(shape, tell, signal))
    }
  }
}

/** By cluster, the snapshot that its machines name. */
function goldenKeys(containers: readonly ContainerState[]): Map<string, string> {
  return new Map(
    containers.flatMap(({ labels }) => {
      const [cluster, key] = [labels[LABEL.cluster], labels[LABEL.golden]]
      return cluster === undefined || key === undefined ? [] : [[cluster, key] as const]
    }),
  )
}

/** A context for each task. */
function namedClusters(cluster: ContainerCluster) {
  return cluster.tasks.map(([, { host }]) => ({ host, kubeconfig: () => cluster.kubeconfig() }))
}
