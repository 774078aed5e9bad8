import { expect, test } from 'vitest'
import { drawRounds } from './draw.ts'
import { allOver, closeDrill, drillView, finishRound, noteSlip, openNext, shiftOpen } from './progress.ts'
import type { DrillState } from './round.ts'

const drawn: DrillState = {
  style: 'ssh',
  best: 70,
  rounds: drawRounds({ seed: 'a', style: 'ssh', count: 3, places: [{ task: 't1', host: 'cka1001' }], cards: ['label/default'] }),
}
const slip = { is: 'elsewhere', says: 'That landed on x.', seen: 'pod/y', object: 'o', place: 'p' } as const

test('a drill as a story: right, a slip and a skip, time given back, the end', () => {
  let drill = openNext(drawn, 1_000)
  drill = finishRound(drill, 'right', 9_000)
  drill = noteSlip(drill, slip, 12_000)
  drill = finishRound(drill, 'skipped', 20_000)
  drill = shiftOpen(drill, 5_000)
  drill = closeDrill(drill, 40_000)
  expect(drill.rounds.map(({ phase, openedAt, ms, wrong }) => [phase, openedAt, ms, wrong.length])).toEqual([
    ['right', 1_000, 8_000, 0],
    ['skipped', 9_000, 11_000, 1],
    ['late', 25_000, 15_000, 0],
  ])
  expect(allOver(drill)).toBe(true)
  expect(drillView(drill, true)).toMatchObject({ total: 3, best: 70, score: 33, comesBack: ['label a deployment in default'] })
})

test('the page hears nothing of a round before it is opened, nor what makes it right', () => {
  const view = drillView(openNext(drawn, 1_000), false)
  expect(view.rounds).toHaveLength(1)
  expect(Object.keys(view.rounds[0] ?? {})).not.toContain('wanted')
  expect(view.score).toBeUndefined()
})
