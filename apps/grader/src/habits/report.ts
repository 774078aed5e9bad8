// From an attempt's log to what the candidate reads: the ledger and the fourteen cards.
import type { Finding, HabitEvent, HabitReport } from '@unflunk/shared/habits'
import { cards } from './cards.ts'
import { checklists } from './checklists/checklists.ts'
import type { HabitContext } from './context.ts'
import { ledger } from './ledger.ts'
import { readAttempt } from './reading.ts'
import { allRules } from './rules/all-rules.ts'
import { worth } from './rules/rule.ts'
import { timeline } from './timeline.ts'

/** Raised whenever a rule or a checklist says something else than before: stored logs are read again by the better rules. */
export const RULES_VERSION = 1

/** Pure. `log` in order of `seq`; `context` with the final grades, once there are any. */
export function report(log: readonly HabitEvent[], context: HabitContext): HabitReport {
  const reading = readAttempt(log, context)
  const findings = claimOnce(
    allRules.flatMap((rule) => rule(reading)),
    context,
  )
  return {
    rules: RULES_VERSION,
    ledger: ledger(reading, findings),
    checklists: checklists(reading, findings),
    cards: cards(reading, findings),
    timeline: timeline(reading),
  }
}

/** Two rules may see the same lost check: the first one, whose proof is better, keeps its points. */
function claimOnce(findings: readonly Finding[], context: HabitContext): Finding[] {
  const taken = new Set<string>()
  return findings.map((finding) => {
    const { checks, points, ...rest } = finding
    const task = context.tasks.find((candidate) => candidate.id === finding.task)
    if (!task || !checks || points === undefined) return finding
    const own = checks.filter((check) => !taken.has(`${task.id} ${check}`))
    for (const check of own) taken.add(`${task.id} ${check}`)
    return own.length === 0 ? rest : { ...rest, checks: own, points: worth(task, own) }
  })
}
