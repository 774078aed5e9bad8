// Whole attempts, played on real clusters (testing/attempts/record.ts): what a fair coach would say of each, and nothing else.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { HabitContext } from './context.ts'
import { parseLog } from './recorder.ts'
import { report } from './report.ts'

function attempt(name: string) {
  const text = readFileSync(join(import.meta.dirname, 'testing/attempts', `${name}.json`), 'utf8')
  const { log, context } = JSON.parse(text) as { log: unknown[]; context: HabitContext }
  const { events, skipped } = parseLog(log.map((event) => JSON.stringify(event)))
  expect(skipped).toBe(0)
  const { cards, checklists, ledger } = report(events, context)
  const findings = cards.flatMap((card) => card.findings)
  const told = (kind: 'slip' | 'kept') =>
    [...new Set(findings.filter((one) => one.kind === kind).map(({ rule, task }) => [rule, task].filter(Boolean).join(' ')))].sort()
  const missed = checklists.flatMap(({ id, items }) => items.filter(({ state }) => state === 'missed').map((item) => `${id}/${item.id}`))
  return { findings, slips: told('slip'), kept: told('kept'), missed, lost: ledger.reduce((sum, row) => sum + row.points, 0) }
}

describe('the clean attempt', () => {
  it('shows no slip, and nothing missed on any checklist', () => {
    expect(attempt('clean')).toMatchObject({ slips: [], missed: [], lost: 0 })
  })
})

describe('the expert and unconventional attempt: scripts, root shells, edit, two terminals, one look at the end', () => {
  it('shows no slip', () => {
    expect(attempt('expert')).toMatchObject({ slips: [], lost: 0 })
  })
})

describe('the sloppy attempt', () => {
  it('shows each slip, with what it rests on', () => {
    const { findings, slips } = attempt('sloppy')
    expect(slips).toEqual([
      'backup-in-manifests t6',
      'broke-it-later t1',
      'default-namespace t1',
      'early-end',
      'no-backup t4',
      'not-looked-at t1',
      'not-looked-at t2',
      'wrong-place t3',
    ])
    for (const slip of findings.filter(({ kind }) => kind === 'slip')) expect(slip.evidence.length, slip.says).toBeGreaterThan(0)
  })
})

describe('the slow attempt', () => {
  it('shows what the lost time displaced, and blames nothing else', () => {
    expect(attempt('slow').slips).toEqual(['points-displaced t6'])
  })
})
