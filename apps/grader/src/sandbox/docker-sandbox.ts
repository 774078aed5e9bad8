// Sandbox on a container engine: prepares images and snapshots, creates, adopts and removes the machines of sessions.
import { AppError } from '@unflunk/shared/error'
import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../lib/logger.ts'
import { noProgress, type Progress } from '../lib/progress.ts'
import { ContainerFleet, clustersFor } from './container-fleet.ts'
import type { Engine } from './engine.ts'
import type { ClusterRequest, Sandbox } from './fleet.ts'
import { buildGolden, findGolden, type Golden, type GoldenOptions, TOPOLOGIES } from './golden.ts'
import { GOLDEN_SESSION, LABEL } from './labels.ts'
import { removeSession } from './remove.ts'
import { SessionNetwork } from './session-network.ts'

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
}

const IDLE = 60_000 // ms

type FleetAndReady = Awaited<ReturnType<Sandbox['createFleet']>>

export class DockerSandbox implements Sandbox {
  readonly #engine: Engine
  readonly #clock: Clock
  readonly #images: ImageSource
  readonly #idleMs: number
  #preparing: Promise<void> | undefined

  constructor({ engine, clock, images, idleMs = IDLE }: SandboxOptions) {
    this.#engine = engine
    this.#clock = clock
    this.#images = images
    this.#idleMs = idleMs
  }

  async missing(): Promise<string | undefined> {
    const images = await this.#images.missing()
    if (images !== undefined) return images
    const { goldens } = await this.#parts()
    const missing = TOPOLOGIES.filter((count) => !goldens.has(count))
    return missing.length === 0 ? undefined : `the snapshot of a cluster with ${missing.map(nodesInWords).join(' and ')}`
  }

  async prepare(progress: Progress, signal?: AbortSignal): Promise<void> {
    this.#preparing ??= this.#prepare(progress, signal).finally(() => {
      this.#preparing = undefined
    })
    await this.#preparing
  }

  async createFleet(
    request: { sessionId: string; clusters: readonly ClusterRequest[] },
    progress: Progress,
    signal?: AbortSignal,
  ): Promise<FleetAndReady> {
    const parts = await this.#parts()
    signal?.throwIfAborted()
    const network = new SessionNetwork(this.#engine, request.sessionId)
    const clusters = clustersFor(request.clusters, { ...this.#common(parts), network }, parts.goldens)
    await removeSession(this.#engine, request.sessionId)
    try {
      await network.start(parts.images)
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
    const parts = await this.#parts()
    const clusters = clustersFor(request.clusters, { ...this.#common(parts), network }, parts.goldens)
    const fleet = new ContainerFleet(this.#engine, network, clusters)
    fleet.bringUp('adopt', noProgress)
    return { fleet, ready: (id) => fleet.ready(id) }
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
      if ((await findGolden(options, count)) === undefined) {
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
  }

  async #parts(): Promise<GoldenOptions & { images: Images; goldens: ReadonlyMap<number, Golden> }> {
    const missing = await this.#images.missing()
    if (missing !== undefined)
      throw new AppError('not-prepared', `The sandbox is not ready: ${missing}.`, { next: 'Run "unflunk sandbox prepare".' })
    const images = this.#images.current()
    const info = await this.#engine.info()
    const options = { engine: this.#engine, clock: this.#clock, info, images }
    const found = await Promise.all(TOPOLOGIES.map(async (count) => [count, await findGolden(options, count)] as const))
    return { ...options, goldens: new Map(found.flatMap(([count, golden]) => (golden ? [[count, golden] as const] : []))) }
  }

  #common(parts: GoldenOptions) {
    return { engine: this.#engine, clock: this.#clock, info: parts.info, idleMs: this.#idleMs }
  }
}

function nodesInWords(count: number): string {
  return count === 1 ? 'one node' : count === 2 ? 'two nodes' : `${count} nodes`
}
