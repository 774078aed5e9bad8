// The five checklists of an attempt, from its log: the same function for a running attempt and for its report.
import type { Checklist } from '@unflunk/shared/checklist'
import type { Finding } from '@unflunk/shared/habits'
import type { Reading } from '../reading.ts'

/** Pure. `findings` as the rules gave them for the same reading. */
export function checklists(_reading: Reading, _findings: readonly Finding[]): Checklist[] {
  return []
}
