// Reads the checksum files that projects publish, and hashes what was fetched.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'

const HEX = /\b[0-9a-f]{64}\b/i

/**
 * The SHA-256 of `file` in a published list: one bare hash, `HASH  NAME` lines (a path or `*` before the name is allowed), or BSD
 * `SHA256 (NAME) = HASH`. undefined when the list does not speak of the file.
 */
export function sha256In(list: string, file: string): string | undefined {
  const lines = list
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  const bare = lines.length === 1 ? lines[0] : undefined
  if (bare !== undefined && /^[0-9a-f]{64}$/i.test(bare)) return bare.toLowerCase()
  for (const line of lines) {
    const bsd = /^SHA256 \((.+)\) = ([0-9a-f]{64})$/i.exec(line)
    if (bsd) {
      if (bsd[1] === file) return bsd[2]?.toLowerCase()
      continue
    }
    const [hash, name] = line.split(/\s+/)
    if (hash !== undefined && HEX.test(hash) && name?.replace(/^\*/, '').split('/').at(-1) === file) return hash.toLowerCase()
  }
  return undefined
}

export async function sha256Of(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash, signal ? { signal } : {})
  return hash.digest('hex')
}
