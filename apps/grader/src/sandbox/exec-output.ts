// Reads what a command without a terminal prints: the engine frames stdout and stderr into one stream.
import { AppError } from '@unflunk/shared/error'

const HEADER = 8 // bytes: stream number, three zeros, big-endian length
const STDERR = 2

/** A check reads at most this much; a command that prints more is told so instead of filling our memory. */
export const OUTPUT_LIMIT = 16 * 1024 * 1024 // bytes, of stdout and stderr together

export interface Output {
  readonly stdout: Buffer
  readonly stderr: Buffer
}

interface Frame {
  readonly stream: 'stdout' | 'stderr'
  readonly data: Buffer
}

/** Resolves when the stream ends. Throws AppError `internal` past `limit` bytes. */
export async function readOutput(source: AsyncIterable<unknown>, limit = OUTPUT_LIMIT): Promise<Output> {
  const read: Record<Frame['stream'], Buffer[]> = { stdout: [], stderr: [] }
  let total = 0
  for await (const { stream, data } of frames(source)) {
    read[stream].push(data)
    total += data.length
    if (total > limit) throw new AppError('internal', `A command printed more than ${limit} bytes.`)
  }
  return { stdout: Buffer.concat(read.stdout), stderr: Buffer.concat(read.stderr) }
}

/** The frames in order, however the bytes were cut on the way. */
export async function* frames(source: AsyncIterable<unknown>): AsyncGenerator<Frame> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of source) {
    if (!Buffer.isBuffer(chunk)) throw new AppError('internal', 'The container engine sent text where bytes were expected.')
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    while (rest.length >= HEADER) {
      const end = HEADER + rest.readUInt32BE(4)
      if (rest.length < end) break
      yield { stream: rest[0] === STDERR ? 'stderr' : 'stdout', data: rest.subarray(HEADER, end) }
      rest = rest.subarray(end)
    }
  }
}
