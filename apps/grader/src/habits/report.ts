// From an attempt's log to what the candidate reads: the ledger and the fourteen cards.
import type { HabitEvent, HabitReport } from '@unflunk/shared/habits'
import { cards } from './cards.ts'
import type { HabitContext } from './context.ts'
import { ledger } from './ledger.ts'
import { readAttempt } from './reading.ts'
import { allRules } from './rules/all-rules.ts'

/** Pure. `log` in order of `seq`; `context` with the final grades, once there are any. */
export function report(log: readonly HabitEvent[], context: HabitContext): HabitReport {
  const reading = readAttempt(log, context)
  const findings = allRules.flatMap((rule) => rule(reading))
  return { ledger: ledger(reading, findings), cards: cards(reading, findings) }
}
