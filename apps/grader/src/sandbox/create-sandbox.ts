// Builds the sandbox that main, the CLI and the tests use: docker, the recipe's images, the real clock.
import Docker from 'dockerode'
import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../lib/logger.ts'
import { dockerEngine } from './docker-engine.ts'
import { DockerSandbox } from './docker-sandbox.ts'
import type { Sandbox } from './fleet.ts'
import { recipeImages } from './images.ts'

export interface CreateSandboxOptions {
  readonly clock: Clock
  readonly logger?: Logger
  /** How long a cluster stays awake when nobody holds a lease. Default 60 s. */
  readonly idleMs?: number
  /** UNFLUNK_CACHE. */
  readonly cacheDir?: string | undefined
  /** UNFLUNK_SOURCE: where binaries come from. */
  readonly source?: 'auto' | 'modules' | 'download'
}

export function createSandbox({ clock, logger, idleMs, cacheDir, source }: CreateSandboxOptions): Sandbox {
  const docker = new Docker()
  return new DockerSandbox({
    engine: dockerEngine(docker),
    clock,
    images: recipeImages({ docker, cacheDir, ...(source === undefined ? {} : { source }) }),
    ...(logger === undefined ? {} : { logger }),
    ...(idleMs === undefined ? {} : { idleMs }),
  })
}
