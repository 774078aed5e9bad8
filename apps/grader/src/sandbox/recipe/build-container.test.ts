import { expect, test } from 'vitest'
import { frames } from './build-container.ts'

function frame(stream: number, text: string): Buffer {
  const header = Buffer.alloc(8)
  header[0] = stream
  header.writeUInt32BE(Buffer.byteLength(text), 4)
  return Buffer.concat([header, Buffer.from(text)])
}

async function read(chunks: readonly Buffer[]): Promise<string[]> {
  const source = async function* () {
    yield* chunks
  }
  const seen: string[] = []
  for await (const { stream, data } of frames(source())) seen.push(`${stream}: ${Buffer.from(data).toString()}`)
  return seen
}

test.each([1, 3, 8, 1000])('streams are told apart when the bytes come %i at a time', async (size) => {
  const all = Buffer.concat([frame(1, 'hello'), frame(2, 'oh'), frame(1, ''), frame(1, 'world')])
  const chunks = Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.subarray(i * size, (i + 1) * size))
  expect(await read(chunks)).toEqual(['stdout: hello', 'stderr: oh', 'stdout: ', 'stdout: world'])
})
