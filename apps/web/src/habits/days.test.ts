import { expect, it } from 'vitest'
import { daysAgo, daysUntil } from './days.ts'

const now = new Date(2026, 10, 25, 23, 30).getTime()

it.each([
  ['2026-11-25', 0],
  ['2026-11-26', 1],
  ['2026-12-05', 10],
  ['2026-11-24', -1],
])('%s is %i days away, however late it is', (date, days) => {
  expect(daysUntil(date, now)).toBe(days)
})

it('counts days that are over as the rules do', () => {
  const hours = (number: number) => daysAgo(now - number * 3_600_000, now)
  expect([hours(-1), hours(23), hours(24), hours(24 * 9)]).toEqual(['today', 'today', 'yesterday', '9 days ago'])
})
