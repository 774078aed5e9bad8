import { expect, it } from 'vitest'
import { createLimit } from './limit.ts'

it('runs so many at once and the others in their order, also after a failure', async () => {
  const limit = createLimit(2)
  const started: number[] = []
  const gates = Array.from({ length: 5 }, () => Promise.withResolvers<void>())
  const work = gates.map((gate, n) =>
    limit(async () => {
      started.push(n)
      await gate.promise
      if (n === 0) throw new Error('failed')
      return n
    }),
  )
  const results = Promise.allSettled(work)
  await Promise.resolve()
  expect(started).toEqual([0, 1])
  gates[1]?.resolve()
  await work[1]
  await expect.poll(() => started).toEqual([0, 1, 2])
  for (const gate of gates) gate.resolve()
  expect((await results).map((one) => (one.status === 'fulfilled' ? one.value : one.status))).toEqual(['rejected', 1, 2, 3, 4])
  expect(started).toEqual([0, 1, 2, 3, 4])
})
