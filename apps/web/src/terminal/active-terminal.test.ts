import { expect, it } from 'vitest'
import { activeAfter, neighbour } from './active-terminal.ts'

it.each([
  ['the first one is in front when the page opens', [], ['a', 'b'], undefined, 'a'],
  ['the one in front stays', ['a', 'b'], ['a', 'b'], 'b', 'b'],
  ['a new one comes to the front', ['a', 'b'], ['a', 'b', 'c'], 'a', 'c'],
  ['a new shell in place of an ended one comes to the front', ['a', 'b'], ['b', 'c'], 'a', 'c'],
  ['its right neighbour follows when it closes', ['a', 'b', 'c'], ['a', 'c'], 'b', 'c'],
  ['its left neighbour follows when it was the last', ['a', 'b', 'c'], ['a', 'b'], 'c', 'b'],
  ['none is in front when there is none', ['a'], [], 'a', undefined],
])('%s', (_, before, now, active, expected) => {
  expect(activeAfter(before, now, active)).toBe(expected)
})

it('the next tab after the last is the first, and the other way round', () => {
  expect(neighbour(['a', 'b', 'c'], 'c', 1)).toBe('a')
  expect(neighbour(['a', 'b', 'c'], 'a', -1)).toBe('c')
  expect(neighbour([], undefined, 1)).toBeUndefined()
})
