// The images of the recipe, as the sandbox asks for them.

import { join } from 'node:path'
import { AppError } from '@unflunk/shared/error'
import type Docker from 'dockerode'
import type { ImageSource } from './image-source.ts'
import { takeLock } from './recipe/cache-lock.ts'
import { imagesOf } from './recipe/image-names.ts'
import { defaultCacheDir, imageSet, missingImages, prepareImages } from './recipe/prepare-images.ts'

export interface RecipeOptions {
  readonly docker: Docker
  /** Overrides `~/.cache/unflunk`. */
  readonly cacheDir?: string | undefined
  readonly source?: 'auto' | 'modules' | 'download'
}

export function recipeImages({ docker, cacheDir, source = 'auto' }: RecipeOptions): ImageSource {
  return {
    missing: async () => {
      const missing = await reachable(() => missingImages({ docker }))
      return missing.length === 0 ? undefined : `${missing.length} of ${imagesOf(imageSet()).length} images (${missing.join(', ')})`
    },
    current: () => imageSet(),
    prepare: (progress, signal) => prepareImages({ docker, cacheDir: defaultCacheDir(cacheDir), source }, progress, signal),
    lock: (signal) => takeLock(join(defaultCacheDir(cacheDir), 'snapshots'), { signal }),
  }
}

async function reachable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw new AppError('engine-unavailable', 'The container engine does not answer.', {
      cause: error,
      next: 'Start it (sudo systemctl start docker); "unflunk sandbox doctor" tells more.',
    })
  }
}
