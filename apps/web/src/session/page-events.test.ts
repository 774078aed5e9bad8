import type { PageEvent } from '@unflunk/shared/habits'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createPageEvents } from './page-events.ts'

const copied = (what: string): PageEvent => ({ type: 'copied', task: 't1', what })

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('events of two seconds leave together, in order', async () => {
  const sent: PageEvent[][] = []
  const events = createPageEvents(async (batch) => sent.push(batch))
  events.add(copied('a'))
  events.add(copied('b'))
  expect(sent).toEqual([])
  await vi.advanceTimersByTimeAsync(2000)
  expect(sent).toEqual([[copied('a'), copied('b')]])
})

test('events of a cut network are sent when it is back', async () => {
  const sent: PageEvent[][] = []
  let cut = true
  const events = createPageEvents(async (batch) => {
    if (cut) throw new Error('no network')
    sent.push(batch)
  })
  events.add(copied('a'))
  await vi.advanceTimersByTimeAsync(2000)
  cut = false
  events.add(copied('b'))
  await vi.advanceTimersByTimeAsync(2000)
  expect(sent).toEqual([[copied('a'), copied('b')]])
})

test('no batch is larger than the route takes', async () => {
  const sizes: number[] = []
  const events = createPageEvents(async (batch) => sizes.push(batch.length))
  for (let index = 0; index < 130; index += 1) events.add(copied(String(index)))
  await vi.advanceTimersByTimeAsync(4000)
  expect(sizes).toEqual([100, 30])
})

test('leaving the page sends what waits', () => {
  const keepalives: boolean[] = []
  const events = createPageEvents(async (_batch, keepalive) => keepalives.push(keepalive))
  events.add(copied('a'))
  events.dispose()
  expect(keepalives).toEqual([true])
})
