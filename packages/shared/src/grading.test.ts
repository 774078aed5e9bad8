import { expect, it } from 'vitest'
import { scoreOf, type Verdict } from './grading.ts'

const checks = [
  { id: 'a', points: 2, guard: false },
  { id: 'b', points: 1, guard: false },
  { id: 'g', points: 2, guard: true },
]
const verdict = (outcome: Verdict['outcome'], checkId: string): Verdict =>
  outcome === 'pass'
    ? { outcome, checkId }
    : outcome === 'fail'
      ? { outcome, checkId, mismatches: [{ where: 'w', expected: 'e', observed: 'o' }] }
      : { outcome, checkId, code: 'internal', message: 'm' }

it.each<[string, Verdict['outcome'][], number]>([
  ['all right is full marks, and a guard earns nothing', ['pass', 'pass', 'pass'], 3],
  ['part of the work earns part of the points', ['pass', 'fail', 'pass'], 2],
  ['a broken guard costs its points', ['pass', 'pass', 'fail'], 1],
  ['never below zero', ['fail', 'fail', 'fail'], 0],
  ['our own fault neither earns nor costs', ['error', 'pass', 'error'], 1],
])('%s', (_name, [a, b, g], points) => {
  const verdicts = [a, b, g].flatMap((outcome, index) => (outcome ? [verdict(outcome, checks[index]?.id ?? '')] : []))
  expect(scoreOf(checks, verdicts)).toEqual({ points, of: 3 })
})

it('a check without a verdict earns nothing', () => {
  expect(scoreOf(checks, [])).toEqual({ points: 0, of: 3 })
})
