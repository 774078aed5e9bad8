// Words and sums of a result: percents, the ledger's way from 100 to the score, and what lies nearest.
import type { LedgerRow } from '@unflunk/shared/habits'

/** `6 %`, `22.2 %`: one decimal only where there is one. */
export function percent(value: number): string {
  return `${Math.round(value * 10) / 10} %`
}

/** `−6 %` with a true minus sign. */
export function loss(value: number): string {
  return `−${percent(value)}`
}

/** The exact score that the rows of a ledger lead to, in tenths. */
export function exactScore(ledger: readonly LedgerRow[]): number {
  return Math.round((100 - ledger.reduce((sum, row) => sum + row.points, 0)) * 10) / 10
}

/** Lost although the candidate could: a habit, not knowledge, stands between these points and the candidate. */
const WITHIN_REACH: ReadonlySet<LedgerRow['reason']> = new Set(['wrong-place', 'misread', 'broke-it-later', 'not-looked-at', 'not-applied'])

export function isWithinReach(row: LedgerRow): boolean {
  return WITHIN_REACH.has(row.reason)
}

export function withinReach(ledger: readonly LedgerRow[]): LedgerRow[] {
  return ledger.filter(isWithinReach)
}

/** After a fail: the fewest rows that would have passed, those within reach first, then the biggest. */
export function nearestPoints(ledger: readonly LedgerRow[], passMark: number): LedgerRow[] {
  const rows = ledger.toSorted((one, other) => Number(isWithinReach(other)) - Number(isWithinReach(one)) || other.points - one.points)
  let score = exactScore(ledger)
  const nearest: LedgerRow[] = []
  for (const row of rows) {
    if (score >= passMark) break
    nearest.push(row)
    score += row.points
  }
  return nearest
}

/** What the score would be without some rows. */
export function scoreWithout(ledger: readonly LedgerRow[], rows: readonly LedgerRow[]): number {
  const back = rows.reduce((sum, row) => sum + row.points, 0)
  return Math.round((exactScore(ledger) + back) * 10) / 10
}
