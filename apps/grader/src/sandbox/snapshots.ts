// The golden snapshots of the current recipe: the common ones are made ahead, the others when a cluster first asks for them.

import type { ClusterShape } from '@unflunk/shared/scenario'
import { KubernetesMinor } from '@unflunk/shared/scenario'
import type { Clock } from '../lib/clock.ts'
import type { Progress } from '../lib/progress.ts'
import type { Engine } from './engine.ts'
import { buildGolden, findGolden, type Golden, type GoldenOptions, goldenKey, removeOldGoldens } from './golden.ts'
import { type ImageSource, imagesFor } from './image-source.ts'
import { MAX_NODES, shapeInWords, wholeShape } from './topology.ts'

export interface SnapshotsOptions {
  readonly engine: Engine
  readonly clock: Clock
  readonly images: ImageSource
  /** Keeps those of other recipes. */
  readonly keepOld: boolean
  /** Which are made before the first session. */
  readonly ahead: readonly ClusterShape[]
}

export class Snapshots {
  readonly #engine: Engine
  readonly #clock: Clock
  readonly #images: ImageSource
  readonly #keepOld: boolean
  readonly #ahead: readonly ClusterShape[]
  /** By key: several clusters of a session may ask for the same one at once. */
  readonly #building = new Map<string, Promise<Golden>>()

  constructor({ engine, clock, images, keepOld, ahead }: SnapshotsOptions) {
    this.#engine = engine
    this.#clock = clock
    this.#images = images
    this.#keepOld = keepOld
    this.#ahead = ahead
  }

  /** In words, which of those made ahead are not built yet; undefined when all are. */
  async missing(): Promise<string | undefined> {
    const found = await Promise.all(this.#ahead.map((shape) => this.#find(shape)))
    const missing = this.#ahead.filter((_, index) => found[index] === undefined)
    return missing.length === 0 ? undefined : `the snapshot of a cluster with ${missing.map(shapeInWords).join(' and ')}`
  }

  /** Builds those made ahead, and removes those of earlier recipes. */
  async prepare(progress: Progress, signal?: AbortSignal): Promise<void> {
    for (const shape of this.#ahead) {
      signal?.throwIfAborted()
      const step = { id: `snapshot-${shape.nodes}`, title: `Snapshot of a cluster with ${shapeInWords(shape)}` }
      try {
        await this.get(shape, (message) => progress({ ...step, state: 'running', message }), signal)
      } catch (error) {
        progress({ ...step, state: 'failed', message: error instanceof Error ? error.message : String(error) })
        throw error
      }
      progress({ ...step, state: 'done' })
    }
    if (!this.#keepOld) await removeOldGoldens(this.#engine, await this.#currentKeys())
  }

  /** The snapshot of a shape without bare machines; it is built (a minute or two) where there is none. */
  async get(shape: ClusterShape, tell: (message: string) => void, signal?: AbortSignal): Promise<Golden> {
    const found = await this.#find(shape)
    if (found) return found
    const key = JSON.stringify(shape)
    const building = this.#building.get(key) ?? this.#build(shape, tell, signal).finally(() => this.#building.delete(key))
    this.#building.set(key, building)
    return await building
  }

  /** One that a running machine names; an update of Unflunk does not end an exam. */
  async byKey(key: string, shape: ClusterShape): Promise<Golden | undefined> {
    return await findGolden(this.#engine, key, shape)
  }

  async #build(shape: ClusterShape, tell: (message: string) => void, signal?: AbortSignal): Promise<Golden> {
    tell(`building the snapshot of ${shapeInWords(shape)}, once`)
    const release = await this.#images.lock(signal)
    try {
      const made = await this.#find(shape) // by whoever held the lock
      if (made) return made
      const options = await this.#options(shape)
      await buildGolden(options, shape, tell, signal)
      const built = await this.#find(shape)
      if (!built) throw new Error(`the snapshot of ${shapeInWords(shape)} was built and is not there`)
      return built
    } finally {
      release()
    }
  }

  async #find(shape: ClusterShape): Promise<Golden | undefined> {
    return await findGolden(this.#engine, goldenKey(await this.#options(shape), shape), shape)
  }

  async #options(shape: ClusterShape): Promise<GoldenOptions> {
    const images = imagesFor(this.#images.current(), shape)
    return { engine: this.#engine, clock: this.#clock, info: await this.#engine.info(), images }
  }

  async #currentKeys(): Promise<string[]> {
    return await Promise.all(everyShape().map(async (shape) => goldenKey(await this.#options(shape), shape)))
  }
}

/** Of which there could be a snapshot of the current recipe: a control plane of several may stand alone, for the others to join. */
function everyShape(): ClusterShape[] {
  const counts = Array.from({ length: MAX_NODES }, (_, index) => index + 1)
  return KubernetesMinor.options.flatMap((kubernetes) =>
    counts.flatMap((nodes) => counts.map((controlPlanes) => ({ ...wholeShape({ nodes, kubernetes }), controlPlanes }))),
  )
}
