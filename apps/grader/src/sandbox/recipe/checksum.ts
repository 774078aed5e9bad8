// Reads the checksum files that projects publish, and hashes what was fetched.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'

const HEX = /^(?:[0-9a-f]{64}|[0-9a-f]{128})$/i

/** SHA-256 or SHA-512, told by its length; lower-case hexadecimal. */
export type Checksum = string

/**
 * The checksum of `file` in a published list: one bare hash, `HASH  NAME` lines (a path or `*` before the name is allowed), or BSD
 * `SHA256 (NAME) = HASH`. undefined when the list does not speak of the file.
 */
export function checksumIn(list: string, file: string): Checksum | undefined {
  const lines = list
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  const bare = lines.length === 1 ? lines[0] : undefined
  if (bare !== undefined && HEX.test(bare)) return bare.toLowerCase()
  for (const line of lines) {
    const bsd = /^SHA(?:256|512) \((.+)\) = ([0-9a-f]+)$/i.exec(line)
    const [hash, name] = bsd ? [bsd[2], bsd[1]] : line.split(/\s+/)
    if (hash !== undefined && HEX.test(hash) && name?.replace(/^\*/, '').split('/').at(-1) === file) return hash.toLowerCase()
  }
  return undefined
}

/** In the same kind as `wanted`. */
export async function checksumOf(path: string, wanted: Checksum, signal?: AbortSignal): Promise<Checksum> {
  const hash = createHash(wanted.length === 128 ? 'sha512' : 'sha256')
  await pipeline(createReadStream(path), hash, signal ? { signal } : {})
  return hash.digest('hex')
}
