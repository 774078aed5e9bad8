import { expect, it } from 'vitest'
import { inTurn, movedCard } from './leitner.ts'

const DAY = 24 * 60 * 60_000

it('a card answered right each time comes back after 1, 3, 7, 14 and 30 days, and a miss at once', () => {
  let card = movedCard('a', undefined, true, 0)
  const days = [card.due / DAY]
  for (let turn = 0; turn < 5; turn++) {
    card = movedCard('a', card, true, 0)
    days.push(card.due / DAY)
  }
  expect(days).toEqual([1, 3, 7, 14, 30, 30])
  expect(movedCard('a', card, false, 5)).toEqual({ card: 'a', box: 0, due: 5, seen: 7, missed: 1 })
})

it('misses are asked first, then what is due, then what was never seen, then the rest by its day', () => {
  const now = 10 * DAY
  const missed = movedCard('missed', undefined, false, 9 * DAY)
  const due = movedCard('due', undefined, true, 8 * DAY)
  const later = movedCard('later', movedCard('later', undefined, true, 0), true, 9 * DAY)
  const tomorrow = movedCard('tomorrow', undefined, true, now)
  expect(inTurn(['later', 'new', 'tomorrow', 'due', 'other', 'missed'], [missed, due, later, tomorrow], now)).toEqual([
    'missed',
    'due',
    'new',
    'other',
    'tomorrow',
    'later',
  ])
})
