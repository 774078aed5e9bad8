// What the grades of an attempt prove about one check.
import type { Mismatch } from '@unflunk/shared/grading'
import type { HabitTask } from './context.ts'
import type { Reading } from './reading.ts'

/** What was not as asked in the end; empty when it was, or could not be judged. */
export function mismatchesOf(task: HabitTask, check: string): readonly Mismatch[] {
  const verdict = task.grade?.verdicts.find((candidate) => candidate.checkId === check)
  return verdict?.outcome === 'fail' ? verdict.mismatches : []
}

/** A silent grade had nothing against it: what went wrong later is another rule's. */
export function wasRightOnce(reading: Reading, task: HabitTask, check: string): boolean {
  return reading.events('silent-grade').some((grade) => grade.task === task.id && !grade.failed.includes(check))
}

/** `seq` of the verdicts of these checks. */
export function verdictsOf(reading: Reading, task: HabitTask, checks: readonly string[]): number[] {
  return reading
    .events('check-finished')
    .filter((event) => event.task === task.id && checks.includes(event.checkId))
    .map((event) => event.seq)
}
