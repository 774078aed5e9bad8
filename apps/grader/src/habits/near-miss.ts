// What the grader itself recognised as nearly right, per task.
import type { Mismatch } from '@unflunk/shared/grading'
import type { HabitTask } from './context.ts'

export interface NearMiss {
  readonly check: string
  readonly mismatch: Mismatch
}

export function nearMisses(task: HabitTask, kinds: readonly NonNullable<Mismatch['nearMiss']>[]): NearMiss[] {
  return (task.grade?.verdicts ?? []).flatMap((verdict) => {
    if (verdict.outcome !== 'fail') return []
    const mismatch = verdict.mismatches.find((candidate) => candidate.nearMiss !== undefined && kinds.includes(candidate.nearMiss))
    return mismatch ? [{ check: verdict.checkId, mismatch }] : []
  })
}
