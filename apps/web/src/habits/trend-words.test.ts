import { expect, it } from 'vitest'
import { type TrendState, trendWords } from './trend-words.ts'

const states = (letters: string): TrendState[] =>
  [...letters].map((letter) => ({ s: 'slipped', k: 'kept', c: 'clear', '-': 'not-measured' })[letter] as TrendState)

it.each([
  ['', 'not measured yet'],
  ['---', 'not measured yet'],
  ['-s', 'slipped the only time it was measured'],
  ['k', 'not slipped, measured once'],
  ['ckc', 'never slipped in 3'],
  ['s-s', 'slipped all 2 times'],
  ['ksk-s', 'slipped in 2 of 4, also the last time'],
  ['ssk', 'slipped in 2 of 3, not the last time'],
  ['sskc-k', 'slipped in 2 of 5, not in the last 3'],
])('%s: %s', (letters, words) => {
  expect(trendWords(states(letters), 'slipped')).toBe(words)
})
