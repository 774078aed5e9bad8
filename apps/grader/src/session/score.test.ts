import type { TaskGrade, Verdict } from '@unflunk/shared/grading'
import { scoreOf } from '@unflunk/shared/grading'
import { expect, it } from 'vitest'
import { scoreByDomain, scorePercent } from './score.ts'

const checks = [
  { id: 'a', points: 3, guard: false },
  { id: 'b', points: 1, guard: false },
  { id: 'g', points: 2, guard: true },
]
const verdict = (checkId: string, outcome: 'pass' | 'fail' | 'error'): Verdict => {
  switch (outcome) {
    case 'pass':
      return { outcome, checkId }
    case 'fail':
      return { outcome, checkId, mismatches: [{ where: 'w', expected: 'e', observed: 'o' }] }
    case 'error':
      return { outcome, checkId, code: 'timeout', message: 'm' }
  }
}
type Outcome = 'pass' | 'fail' | 'error'
const grade = (a: Outcome, b: Outcome, g: Outcome): TaskGrade => {
  const verdicts = [verdict('a', a), verdict('b', b), verdict('g', g)]
  return { verdicts, ...scoreOf(checks, verdicts), at: 0 }
}
const task = (weight: number, given: TaskGrade | undefined, domain = 'storage') => ({ domain, weight, checks, grade: given })

it.each<[string, Parameters<typeof scorePercent>[0], number]>([
  ['everything right', [task(40, grade('pass', 'pass', 'pass')), task(60, grade('pass', 'pass', 'pass'))], 100],
  ['one task right', [task(40, grade('pass', 'pass', 'pass')), task(60, grade('fail', 'fail', 'pass'))], 40],
  ['part of a task', [task(40, grade('fail', 'pass', 'pass')), task(60, grade('fail', 'fail', 'pass'))], 10],
  ['a broken guard takes its points', [task(100, grade('pass', 'pass', 'fail'))], 50],
  ['a broken guard never goes below zero', [task(100, grade('fail', 'pass', 'fail'))], 0],
  ['a check of ours that failed counts neither way', [task(100, grade('error', 'pass', 'pass'))], 100],
  [
    'a task that could not be checked at all is left out',
    [task(40, grade('error', 'error', 'error')), task(60, grade('pass', 'fail', 'pass'))],
    75,
  ],
  ['nothing could be checked', [task(100, grade('error', 'error', 'error'))], 0],
  ['a guard that could not be checked costs nothing', [task(100, grade('pass', 'pass', 'error'))], 100],
  ['a task without a grade earned nothing', [task(40, undefined), task(60, grade('pass', 'pass', 'pass'))], 60],
])('score: %s', (_, tasks, percent) => {
  expect(scorePercent(tasks)).toBeCloseTo(percent, 9)
})

it('adds up per domain, in percent of the exam', () => {
  const tasks = [
    task(40, grade('pass', 'pass', 'pass'), 'storage'),
    task(20, grade('fail', 'pass', 'pass'), 'networking'),
    task(40, grade('error', 'pass', 'pass'), 'storage'),
  ]
  expect(scoreByDomain(tasks)).toEqual([
    { domain: 'storage', points: 50, of: 50 },
    { domain: 'networking', points: 5, of: 20 },
  ])
})
