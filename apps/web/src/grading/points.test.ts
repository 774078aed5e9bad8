import type { LedgerRow } from '@unflunk/shared/habits'
import { describe, expect, it } from 'vitest'
import { exactScore, loss, nearestPoints, percent, scoreWithout } from './points.ts'

const row = (reason: LedgerRow['reason'], points: number): LedgerRow => ({ task: 't1', title: 'x', reason, points, minutes: 1, says: 'x' })

describe('percents', () => {
  it('have a decimal only where there is one, and a true minus sign', () => {
    expect([percent(6), percent(22.22), loss(4)]).toEqual(['6 %', '22.2 %', '−4 %'])
  })
})

describe('the way from 100 to the score', () => {
  const ledger = [row('could-not', 20), row('wrong-place', 6.7), row('broke-it-later', 10.1), row('never-reached', 3.2)]

  it('ends at the exact score', () => {
    expect(exactScore(ledger)).toBe(60)
  })

  it('names the fewest rows that would have passed, habits before knowledge', () => {
    expect(nearestPoints(ledger, 66).map((near) => near.reason)).toEqual(['broke-it-later'])
    expect(nearestPoints(ledger, 75).map((near) => near.reason)).toEqual(['broke-it-later', 'wrong-place'])
    expect(nearestPoints(ledger, 90).map((near) => near.reason)).toEqual(['broke-it-later', 'wrong-place', 'could-not'])
    expect(nearestPoints(ledger, 50)).toEqual([])
  })

  it('says what the score would be without some rows', () => {
    expect(scoreWithout(ledger, ledger.slice(1, 3))).toBe(76.8)
  })
})
