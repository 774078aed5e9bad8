// The five checklists of an attempt, from its log: the same function for a running attempt and for its report.
import type { Checklist } from '@unflunk/shared/checklist'
import type { Finding } from '@unflunk/shared/habits'
import type { Reading } from '../reading.ts'
import { bookmarks } from './bookmarks.ts'
import { review } from './review.ts'
import { saving } from './saving.ts'
import { switching } from './switching.ts'
import { timing } from './timing.ts'

/** Pure. `findings` as the rules gave them for the same reading; `now` for an attempt that still runs, whose items may be open. */
export function checklists(reading: Reading, findings: readonly Finding[], now?: number): Checklist[] {
  const evidence = { reading, findings, now }
  return [timing(evidence), switching(evidence), bookmarks(evidence), saving(evidence), review(evidence)]
}
