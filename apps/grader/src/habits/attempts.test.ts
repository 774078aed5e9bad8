// Whole attempts, played on real clusters (testing/attempts/record.ts): what a fair coach would say of each, and nothing else.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { HabitContext } from './context.ts'
import { parseLog } from './recorder.ts'
import { report } from './report.ts'

function attempt(name: string) {
  const text = readFileSync(join(import.meta.dirname, 'testing/attempts', `${name}.json`), 'utf8')
  const { log, context } = JSON.parse(text) as { log: unknown[]; context: HabitContext }
  const { events, skipped } = parseLog(log.map((event) => JSON.stringify(event)))
  const { cards, checklists, ledger } = report(events, context)
  const findings = cards.flatMap((card) => card.findings)
  const told = (kind: 'slip' | 'kept') =>
    findings
      .filter((finding) => finding.kind === kind)
      .map(({ rule, task }) => [rule, task].filter(Boolean).join(' '))
      .sort()
  return { skipped, slips: told('slip'), kept: told('kept'), findings, checklists, ledger }
}

it('clean', () => {
  const { findings, checklists, skipped } = attempt(process.env.ATTEMPT ?? 'clean')
  console.log(skipped, findings.map((f) => `${f.kind} ${f.rule} ${f.task} ${f.points ?? ''}: ${f.says}`).join('\n'))
  console.log(checklists.flatMap((c) => c.items.map((i) => `${c.id}/${i.id} ${i.state}: ${i.because}`)).join('\n'))
  expect(1).toBe(1)
})
