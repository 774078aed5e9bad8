// Reads what an exec without a terminal prints: the engine frames stdout and stderr into one stream.
import type { Readable } from 'node:stream'
import { AppError } from '@unflunk/shared/error'

const HEADER = 8 // bytes: stream number, three zeros, big-endian length
const STDERR = 2

/** A check reads at most this much; a command that prints more is told so instead of filling our memory. */
export const OUTPUT_LIMIT = 16 * 1024 * 1024 // bytes, of stdout and stderr together

export interface Output {
  readonly stdout: Buffer
  readonly stderr: Buffer
}

/** Resolves when the stream ends. Throws AppError `internal` past `limit` bytes. */
export async function readOutput(stream: Readable, limit = OUTPUT_LIMIT): Promise<Output> {
  const stdout: Buffer[] = []
  const stderr: Buffer[] = []
  let total = 0
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of stream) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    while (rest.length >= HEADER) {
      const length = rest.readUInt32BE(4)
      if (rest.length < HEADER + length) break
      const target = rest[0] === STDERR ? stderr : stdout
      target.push(rest.subarray(HEADER, HEADER + length))
      rest = rest.subarray(HEADER + length)
      total += length
      if (total > limit) throw new AppError('internal', `A command printed more than ${limit} bytes.`)
    }
  }
  return { stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) }
}
