// Sandbox on a container engine: prepares images and snapshots, creates, adopts and removes the machines of sessions.
import { AppError } from '@unflunk/shared/error'
import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../lib/logger.ts'
import { noProgress, type Progress } from '../lib/progress.ts'
import { ABILITIES } from './addons.ts'
import { ContainerFleet, clustersFor } from './container-fleet.ts'
import { giveContexts } from './contexts.ts'
import type { Engine, EngineInfo } from './engine.ts'
import { findRoom } from './find-room.ts'
import type { ClusterRequest, FleetRequest, Sandbox, Shortage } from './fleet.ts'
import { buildGolden, findGolden, type Golden, goldenKey, removeOldGoldens, TOPOLOGIES } from './golden.ts'
import { GOLDEN_SESSION, LABEL, sessionLabels } from './labels.ts'
import { removeSession } from './remove.ts'
import { namedWhenFull, shortages } from './room.ts'
import { SessionNetwork } from './session-network.ts'
import { lookForRoom } from './survey.ts'

/** Image references of one build of the recipe. */
export interface Images {
  readonly node: string
  readonly base: string
  readonly registry: string
}

/** Where images come from: the recipe, or a fixed set. */
export interface ImageSource {
  /** undefined when all are there, else what is missing, in words. */
  missing(): Promise<string | undefined>
  /** What a finished `prepare` has named them. */
  current(): Images
  /** Builds what is missing; quick when nothing is. */
  prepare(progress: Progress, signal?: AbortSignal): Promise<Images>
  /** One builder of snapshots at a time on this machine; waits for the other. Answers with the release. */
  lock(signal?: AbortSignal): Promise<() => void>
}

export interface SandboxOptions {
  readonly engine: Engine
  readonly clock: Clock
  readonly images: ImageSource
  readonly logger: Logger
  /** How long a cluster stays awake when nobody holds a lease. Default 60 s. */
  readonly idleMs?: number
  /** Keeps the snapshots of other recipes: two checkouts with different ones share this engine. */
  readonly keepSnapshots?: boolean
}

const IDLE = 60_000 // ms

type FleetAndReady = Awaited<ReturnType<Sandbox['createFleet']>>

export class DockerSandbox implements Sandbox {
  readonly abilities = ABILITIES
  readonly #engine: Engine
  readonly #clock: Clock
  readonly #images: ImageSource
  readonly #logger: Logger
  readonly #idleMs: number
  readonly #keepSnapshots: boolean
  #preparing: Promise<void> | undefined

  constructor({ engine, clock, images, logger, idleMs = IDLE, keepSnapshots = false }: SandboxOptions) {
    this.#engine = engine
    this.#clock = clock
    this.#images = images
    this.#logger = logger
    this.#idleMs = idleMs
    this.#keepSnapshots = keepSnapshots
  }

  async missing(): Promise<string | undefined> {
    const images = await this.#images.missing()
    return images ?? lacking((await this.#goldens()).goldens)
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

  async createFleet(request: FleetRequest, progress: Progress, signal?: AbortSignal): Promise<FleetAndReady> {
    const { images, info, goldens } = await this.#prepared()
    signal?.throwIfAborted()
    const network = new SessionNetwork(this.#engine, request.sessionId)
    const parts = { engine: this.#engine, clock: this.#clock, logger: this.#logger, info, idleMs: this.#idleMs, network }
    const clusters = clustersFor(request.clusters, parts, ({ nodes }) => goldens.get(nodes))
    await removeSession(this.#engine, request.sessionId)
    await findRoom({ engine: this.#engine, clock: this.#clock, info }, request.clusters, signal)
    try {
      await network.start(images)
      if (request.style === 'contexts') await giveContexts(network.base, [...clusters.values()])
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
    const info = await this.#engine.info()
    const own = await this.#goldensOf(request)
    const { goldens } = await this.#goldens()
    const parts = { engine: this.#engine, clock: this.#clock, logger: this.#logger, info, idleMs: this.#idleMs, network }
    const clusters = clustersFor(request.clusters, parts, ({ id, nodes }) => own.get(id) ?? goldens.get(nodes))
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
    const images = await this.#images.prepare(progress, signal)
    const release = await this.#images.lock(signal)
    try {
      await this.#prepareSnapshots(images, progress, signal)
    } finally {
      release()
    }
  }

  async #prepareSnapshots(images: Images, progress: Progress, signal?: AbortSignal): Promise<void> {
    const options = { engine: this.#engine, clock: this.#clock, info: await this.#engine.info(), images }
    for (const count of TOPOLOGIES) {
      signal?.throwIfAborted()
      const step = { id: `snapshot-${count}`, title: `Snapshot of a cluster with ${nodesInWords(count)}` }
      if ((await findGolden(this.#engine, goldenKey(options, count), count)) === undefined) {
        progress({ ...step, state: 'running' })
        try {
          await buildGolden(options, count, (message) => progress({ ...step, state: 'running', message }), signal)
        } catch (error) {
          progress({ ...step, state: 'failed', message: error instanceof Error ? error.message : String(error) })
          throw error
        }
      }
      progress({ ...step, state: 'done' })
    }
    if (this.#keepSnapshots) return
    await removeOldGoldens(
      this.#engine,
      TOPOLOGIES.map((count) => goldenKey(options, count)),
    )
  }

  async #prepared() {
    const [noImages, found] = await Promise.all([this.#images.missing(), this.#goldens()])
    const missing = noImages ?? lacking(found.goldens)
    if (missing !== undefined)
      throw new AppError('not-prepared', `The sandbox is not ready, it lacks ${missing}.`, { next: 'npm run unflunk -- sandbox prepare' })
    return { images: this.#images.current(), ...found }
  }

  /** Snapshots of the current recipe that are there, by number of nodes. */
  async #goldens(): Promise<{ info: EngineInfo; goldens: ReadonlyMap<number, Golden> }> {
    const info = await this.#engine.info()
    const images = this.#images.current()
    const found = await Promise.all(
      TOPOLOGIES.map(async (count) => [count, await findGolden(this.#engine, goldenKey({ info, images }, count), count)] as const),
    )
    const goldens = new Map(found.flatMap(([count, golden]) => (golden ? [[count, golden] as const] : [])))
    return { info, goldens }
  }

  /** The snapshots that running clusters were made from, by cluster: an update of Unflunk does not end an exam. */
  async #goldensOf({ sessionId, clusters }: { sessionId: string; clusters: readonly ClusterRequest[] }): Promise<Map<string, Golden>> {
    const containers = await this.#engine.containers(sessionLabels(sessionId))
    const goldens = new Map<string, Golden>()
    for (const { id, nodes } of clusters) {
      const key = containers.find((container) => container.labels[LABEL.cluster] === id)?.labels[LABEL.golden]
      const golden = key === undefined ? undefined : await findGolden(this.#engine, key, nodes)
      if (golden) goldens.set(id, golden)
    }
    return goldens
  }
}

/** In words, what is not built yet; undefined when every topology has its snapshot. */
function lacking(goldens: ReadonlyMap<number, Golden>): string | undefined {
  const missing = TOPOLOGIES.filter((count) => !goldens.has(count))
  return missing.length === 0 ? undefined : `the snapshot of a cluster with ${missing.map(nodesInWords).join(' and ')}`
}

function nodesInWords(count: number): string {
  return count === 1 ? 'one node' : count === 2 ? 'two nodes' : `${count} nodes`
}
