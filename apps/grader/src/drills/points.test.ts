import { expect, test } from 'vitest'
import { comingBack, movedCards, pointsOf, scoreOf } from './points.ts'
import type { Round } from './round.ts'

const slip = { at: 0, says: '', seen: '', object: '', place: '' }
const round = (phase: Round['phase'], seconds: number, slips = 0, card = 'label/default'): Round => ({
  number: 1,
  phase,
  go: '',
  host: '',
  says: '',
  card,
  task: 't1',
  kind: 'Pod',
  name: 'x',
  wanted: { is: 'gone' },
  ms: seconds * 1000,
  wrong: Array.from({ length: slips }, () => slip),
})

test.each([
  ['right', 4, 0, 100],
  ['right', 10, 0, 100],
  ['right', 20, 0, 88],
  ['right', 60, 0, 40],
  ['right', 300, 0, 40],
  ['right', 4, 1, 50],
  ['right', 60, 1, 0],
  ['right', 4, 3, 0],
  ['skipped', 4, 0, 0],
  ['late', 4, 0, 0],
  ['waiting', 0, 0, 0],
] as const)('%s after %d s with %d slips: %d points', (phase, seconds, slips, points) => {
  expect(pointsOf(round(phase, seconds, slips))).toBe(points)
})

test('the score is the mean over all rounds, those never reached included', () => {
  expect(scoreOf([round('right', 5), round('right', 20), round('skipped', 3), round('waiting', 0)])).toBe(47)
})

const DAY = 24 * 3_600_000
const known = [{ card: 'label/default', box: 1, due: 0, seen: 1, missed: 0 }]

test('right and quick moves a card up, to come back later', () => {
  expect(movedCards([round('right', 8)], known, 1000)).toEqual([{ card: 'label/default', box: 2, due: 1000 + 3 * DAY, seen: 2, missed: 0 }])
})

test.each([
  ['slow', round('right', 45)],
  ['skipped', round('skipped', 5)],
  ['in the wrong place first', round('right', 8, 1)],
])('%s brings a card back at once', (_, played) => {
  expect(movedCards([played], known, 1000)).toEqual([{ card: 'label/default', box: 0, due: 1000, seen: 2, missed: 1 }])
})

test('a round that the end cut short says nothing, nor does one never reached', () => {
  expect(movedCards([round('late', 8), round('waiting', 0)], known, 1000)).toEqual([])
})

test('what comes back is named once', () => {
  expect(comingBack([round('skipped', 5), round('right', 50), round('right', 5, 0, 'taint/cluster')])).toEqual(['label/default'])
})
