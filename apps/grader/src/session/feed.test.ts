import { expect, it } from 'vitest'
import { Feed } from './feed.ts'

const notes = (n: number) => ({ type: 'notes', notes: String(n) }) as const

function filled(events: number): Feed {
  const feed = new Feed(1_000)
  for (let n = 1; n <= events; n++) feed.publish(notes(n))
  return feed
}

it('numbers events one by one', () => {
  const feed = new Feed(1_000)
  const seen: number[] = []
  feed.subscribe(({ seq }) => seen.push(seq))
  feed.publish(notes(1))
  feed.publish(notes(2))
  expect(seen).toEqual([1_001, 1_002])
})

it('gives a page that comes back exactly what it missed', () => {
  expect(
    filled(5)
      .since(1_003)
      ?.map(({ seq }) => seq),
  ).toEqual([1_004, 1_005])
  expect(filled(5).since(1_005)).toEqual([])
})

it.each([
  ['what it missed is no longer at hand', 600, 1_050],
  ['its last event came from an earlier grader', 5, 7],
  ['its last event was never sent', 5, 5_000],
])('gives nothing when %s, so that the page gets the whole state', (_, events, after) => {
  expect(filled(events).since(after)).toBeUndefined()
})

it('tells nothing to a listener that left', () => {
  const feed = new Feed(0)
  const seen: number[] = []
  feed.subscribe(({ seq }) => seen.push(seq))()
  feed.publish(notes(1))
  expect(seen).toEqual([])
})
