// Writes images as the OCI image specification says: layers, configs and manifests as blobs named after their SHA-256.
import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { constants, createZstdCompress } from 'node:zlib'
import type { Architecture } from './versions.ts'

export interface Blob {
  readonly digest: string
  readonly size: number
}

export interface Layer extends Blob {
  /** Digest of the tar before compression. */
  readonly diffId: string
}

/** The runtime part of an image's config, in the specification's spelling. */
export type ImageConfig = Readonly<Record<string, unknown>>

const ZSTD_LEVEL = 3 // the default; 6 takes twice as long for a tenth less
const CREATED = '2026-01-01T00:00:00Z'

/** A folder `blobs/sha256` and, at the end, `index.json`. */
export class OciContent {
  readonly #dir: string
  readonly #repositories = new Map<string, Map<string, string>>()

  constructor(dir: string) {
    this.#dir = dir
    mkdirSync(join(dir, 'blobs/sha256'), { recursive: true })
  }

  async addLayer(tar: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<Layer> {
    const partial = join(this.#dir, randomUUID())
    const [plain, packed] = [hashing(), hashing()]
    const zstd = createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL } })
    try {
      await pipeline(tar, plain.stream, zstd, packed.stream, createWriteStream(partial), signal ? { signal } : {})
      const blob = { digest: packed.digest(), size: packed.size() }
      renameSync(partial, this.#path(blob.digest))
      return { ...blob, diffId: plain.digest() }
    } finally {
      rmSync(partial, { force: true })
    }
  }

  addImage(image: {
    names: readonly string[]
    tags: readonly string[]
    layers: readonly Layer[]
    config: ImageConfig
    architecture: Architecture
  }): void {
    const config = this.#addJson({
      created: CREATED,
      architecture: image.architecture,
      os: 'linux',
      config: image.config,
      rootfs: { type: 'layers', diff_ids: image.layers.map((layer) => layer.diffId) },
    })
    const manifest = this.#addJson({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...config },
      layers: image.layers.map(({ digest, size }) => ({ mediaType: 'application/vnd.oci.image.layer.v1.tar+zstd', digest, size })),
    })
    for (const name of image.names) {
      const tags = this.#repositories.get(name) ?? new Map<string, string>()
      for (const tag of image.tags) tags.set(tag, manifest.digest)
      this.#repositories.set(name, tags)
    }
  }

  writeIndex(): void {
    const repositories = Object.fromEntries([...this.#repositories].map(([name, tags]) => [name, Object.fromEntries(tags)]))
    writeFileSync(join(this.#dir, 'index.json'), JSON.stringify({ repositories }))
  }

  #addJson(value: unknown): Blob {
    const content = Buffer.from(JSON.stringify(value))
    const digest = `sha256:${createHash('sha256').update(content).digest('hex')}`
    if (!existsSync(this.#path(digest))) writeFileSync(this.#path(digest), content)
    return { digest, size: content.length }
  }

  #path(digest: string): string {
    return join(this.#dir, 'blobs/sha256', digest.slice('sha256:'.length))
  }
}

function hashing(): { stream: Transform; digest: () => string; size: () => number } {
  const hash = createHash('sha256')
  let size = 0
  const stream = new Transform({
    transform(chunk: Uint8Array, _encoding, next) {
      hash.update(chunk)
      size += chunk.length
      next(null, chunk)
    },
  })
  return { stream, digest: () => `sha256:${hash.digest('hex')}`, size: () => size }
}
