// Builds the sandbox that main, the CLI and the tests use: docker, the recipe's images, the settings of the environment.
import Docker from 'dockerode'
import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../lib/logger.ts'
import { dockerEngine } from './docker-engine.ts'
import { DockerSandbox } from './docker-sandbox.ts'
import type { Sandbox } from './fleet.ts'
import { recipeImages } from './images.ts'
import { wholeShape } from './topology.ts'

export interface OpenSandboxOptions {
  readonly clock: Clock
  readonly logger: Logger
  /** How long a cluster stays awake when nobody holds a lease. Default 60 s. */
  readonly idleMs?: number
  /**
   * UNFLUNK_CACHE: where binaries are kept. UNFLUNK_SOURCE: `modules` or `download`. UNFLUNK_KEEP_SNAPSHOTS=1: those of other recipes stay.
   * UNFLUNK_SNAPSHOTS=1: only that of a cluster with one node is made ahead.
   */
  readonly environment?: Readonly<Record<string, string | undefined>>
}

/** Touches nothing yet: the engine may still be down. */
export async function openSandbox(options: OpenSandboxOptions): Promise<Sandbox> {
  const { clock, logger, idleMs, environment = process.env } = options
  const docker = new Docker()
  const source = environment.UNFLUNK_SOURCE
  const images = recipeImages({
    docker,
    cacheDir: environment.UNFLUNK_CACHE,
    source: source === 'modules' || source === 'download' ? source : 'auto',
  })
  const keepSnapshots = environment.UNFLUNK_KEEP_SNAPSHOTS === '1'
  return new DockerSandbox({
    engine: dockerEngine(docker),
    clock,
    images,
    logger,
    keepSnapshots,
    ...(environment.UNFLUNK_SNAPSHOTS === '1' ? { ahead: [wholeShape({ nodes: 1 })] } : {}),
    ...(idleMs === undefined ? {} : { idleMs }),
  })
}
