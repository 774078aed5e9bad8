import { Readable } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { frames, readOutput } from './exec-output.ts'

function frame(stream: 1 | 2, text: string): Buffer {
  const body = Buffer.from(text)
  const header = Buffer.alloc(8)
  header.writeUInt8(stream)
  header.writeUInt32BE(body.length, 4)
  return Buffer.concat([header, body])
}

test('output and errors come apart however the bytes are cut', async () => {
  const parts = fc.array(fc.tuple(fc.constantFrom<1 | 2>(1, 2), fc.string()), { maxLength: 20 })
  await fc.assert(
    fc.asyncProperty(parts, fc.integer({ min: 1, max: 30 }), async (frames, size) => {
      const bytes = Buffer.concat(frames.map(([stream, text]) => frame(stream, text)))
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => bytes.subarray(index * size, (index + 1) * size))
      const { stdout, stderr } = await readOutput(Readable.from(chunks))
      const of = (wanted: number) => frames.map(([stream, text]) => (stream === wanted ? text : '')).join('')
      expect(stdout.toString()).toBe(Buffer.from(of(1)).toString())
      expect(stderr.toString()).toBe(Buffer.from(of(2)).toString())
    }),
  )
})

test('a command that prints without end is stopped', async () => {
  const endless = Readable.from(Array.from({ length: 100 }, () => frame(1, 'x'.repeat(1000))))
  await expect(readOutput(endless, 10_000)).rejects.toThrow('printed more than 10000 bytes')
})

test.each([1, 3, 8, 1000])('frames keep their order when the bytes come %i at a time', async (size) => {
  const all = Buffer.concat([frame(1, 'hello'), frame(2, 'oh'), frame(1, ''), frame(1, 'world')])
  const chunks = Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.subarray(index * size, (index + 1) * size))
  const seen: string[] = []
  for await (const { stream, data } of frames(Readable.from(chunks))) seen.push(`${stream}: ${data.toString()}`)
  expect(seen).toEqual(['stdout: hello', 'stderr: oh', 'stdout: ', 'stdout: world'])
})
