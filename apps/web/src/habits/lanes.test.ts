import { describe, expect, it } from 'vitest'
import { failedExam } from '../../test/result-fixtures.ts'
import { guidesOf, lanesOf, spanOf, ticksOf } from './lanes.ts'

describe('the lanes of the timeline', () => {
  const result = failedExam()
  const lanes = lanesOf(result)

  it('are one per task, with its stays as shares of the time used', () => {
    expect(lanes.map(({ number, facts }) => `${number}: ${facts.filter(({ kind }) => kind === 'visit').length}`)).toEqual([
      '1: 1',
      '2: 1',
      '3: 2',
      '4: 1',
      '5: 0',
      '6: 1',
    ])
    const [first] = lanes
    expect(first?.facts[0]?.left).toBe(0)
    expect(first?.facts[0]?.width).toBeCloseTo((5.1 / 39.4) * 100, 1)
  })

  it('show a budget from the first stay on, and none where nobody was', () => {
    expect(lanes[1]?.budget?.width).toBeCloseTo((7 / 39.4) * 100, 1)
    expect(lanes[4]?.budget).toBeUndefined()
  })

  it('never leave the frame, though a mark came before the clock or a stay outlived it', () => {
    const { timeline } = result.habits
    const early = { task: 't1', from: result.startedAt - 60_000, to: result.startedAt + 3 * 3_600_000 }
    const odd = failedExam({ minutesUsed: 39.4, habits: { ...result.habits, timeline: { ...timeline, visits: [early] } } })
    const visit = lanesOf(odd)[0]?.facts.find(({ kind }) => kind === 'visit')
    expect([visit?.left, visit?.width]).toEqual([0, 100])
    expect(spanOf(odd)).toBe(3 * 3_600_000)
  })

  it('are crossed by the alerts and by what was banked at half time and after three quarters', () => {
    expect(guidesOf(result).map(({ left, says }) => `${Math.round(left)} ${says}`)).toEqual([
      '38 Alert: 30 minutes left',
      '76 Alert: 15 minutes left',
      '58 41 % banked after 23 minutes, by the grades when tasks were left',
      '86 59 % banked after 34 minutes, by the grades when tasks were left',
    ])
  })

  it('have at most eight round minutes below them', () => {
    expect(ticksOf(39.4 * 60_000).map(({ minute }) => minute)).toEqual([0, 10, 20, 30])
    expect(ticksOf(120 * 60_000).map(({ minute }) => minute)).toEqual([0, 20, 40, 60, 80, 100, 120])
    expect(ticksOf(60_000).map(({ minute }) => minute)).toEqual([0, 1])
  })
})
