// What grading says: verdicts, and the score they add up to.
import { z } from 'zod'
import { ErrorCode } from './error.ts'

/** One thing that is not as asked. `where` names cluster, object or file; `hint` names a near miss ("found in namespace default"). */
export const Mismatch = z.object({
  where: z.string(),
  expected: z.string(),
  observed: z.string(),
  hint: z.string().optional(),
  /** Set when a near miss was recognised, so that habit rules can use it. */
  nearMiss: z.enum(['other-namespace', 'other-name', 'other-cluster', 'other-host', 'not-written', 'api-down']).optional(),
})
export type Mismatch = z.infer<typeof Mismatch>

/** fail is the candidate's work; error is our own fault: shown, retried, never scored. */
export const Verdict = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('pass'), checkId: z.string() }),
  z.object({ outcome: z.literal('fail'), checkId: z.string(), mismatches: z.array(Mismatch).min(1) }),
  z.object({ outcome: z.literal('error'), checkId: z.string(), code: ErrorCode, message: z.string() }),
])
export type Verdict = z.infer<typeof Verdict>

/** The grade of one task. `points` counts sub-points (guards subtract, never below zero); `of` is their sum without guards. */
export const TaskGrade = z.object({
  verdicts: z.array(Verdict),
  points: z.number().min(0),
  of: z.number().min(0),
  /** Epoch milliseconds. */
  at: z.number(),
})
export type TaskGrade = z.infer<typeof TaskGrade>

/** A check as it may be shown once the attempt has ended (or the learner asks, in practice). */
export const ShownCheck = z.object({ id: z.string(), says: z.string(), points: z.number(), guard: z.boolean() })
export type ShownCheck = z.infer<typeof ShownCheck>

/** Points of a task: passed checks earn, broken guards subtract, errors do neither; never below zero. */
export function scoreOf(
  checks: readonly { id: string; points: number; guard: boolean }[],
  verdicts: readonly Verdict[],
): { points: number; of: number } {
  const outcome = new Map(verdicts.map((verdict) => [verdict.checkId, verdict.outcome]))
  let points = 0
  let of = 0
  for (const check of checks) {
    if (check.guard) {
      if (outcome.get(check.id) === 'fail') points -= check.points
    } else {
      of += check.points
      if (outcome.get(check.id) === 'pass') points += check.points
    }
  }
  return { points: Math.max(0, points), of }
}
