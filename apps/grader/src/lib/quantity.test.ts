import { expect, it } from 'vitest'
import { parseQuantity, sameQuantity } from './quantity.ts'

it.each<[unknown, number | undefined]>([
  ['1', 1],
  ['500m', 0.5],
  ['1.5Gi', 1610612736],
  ['1e3', 1000],
  ['2E', 2e18],
  ['12E2', 1200],
  ['.5', 0.5],
  ['-1k', -1000],
  [3, 3],
  ['1.2.3', undefined],
  ['1 Gi', undefined],
  ['Gi', undefined],
  ['', undefined],
  [true, undefined],
])('reads %j as %s', (text, amount) => {
  expect(parseQuantity(text)).toBe(amount)
})

it.each([
  ['100m', '0.1', true],
  ['1Gi', '1073741824', true],
  ['1G', '1Gi', false],
  ['0', '0m', true],
  ['web', 'web', false],
])('compares %s and %s as amounts', (a, b, same) => {
  expect(sameQuantity(a, b)).toBe(same)
})
