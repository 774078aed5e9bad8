// Grades one task: all its checks at once, one verdict each.
import type { Check, CheckKind } from '@unflunk/shared/check'
import { AppError } from '@unflunk/shared/error'
import { type Mismatch, scoreOf, type TaskGrade, type Verdict } from '@unflunk/shared/grading'
import type { Clock } from '../lib/clock.ts'
import type { Cluster } from '../sandbox/fleet.ts'
import { judgeFailure } from './failure.ts'
import { isNegative, look } from './look.ts'
import { poll } from './poll.ts'
import type { Scene } from './scene.ts'

export interface GradeRequest {
  readonly checks: readonly Check[]
  readonly cluster: Cluster
  /** The session's other clusters, for near misses; those that are frozen are left asleep. */
  readonly others?: readonly Cluster[]
  /** Epoch milliseconds when the task's start state was ready: what is older is never a near miss. Default: everything is. */
  readonly since?: number
  readonly clock: Clock
  readonly signal?: AbortSignal
  readonly onVerdict?: (verdict: Verdict) => void
}

const LIMIT = 45_000 // ms for one check beyond its `within`: after that it is our fault, not the candidate's

/** The kinds whose runners know near misses. */
const HINTED: ReadonlySet<CheckKind> = new Set(['resource', 'can-i', 'connect', 'file', 'process'])

/** Keeps the cluster awake meanwhile. Throws only when the signal aborts. */
export async function gradeTask(request: GradeRequest): Promise<TaskGrade> {
  const { checks, cluster, clock, signal = new AbortController().signal, onVerdict } = request
  const grade = async (judge: (check: Check) => Promise<Verdict>): Promise<TaskGrade> => {
    const verdicts = await Promise.all(
      checks.map(async (check) => {
        const verdict = await judge(check)
        signal.throwIfAborted()
        onVerdict?.(verdict)
        return verdict
      }),
    )
    return { verdicts, ...scoreOf(checks, verdicts), at: clock.now() }
  }
  try {
    const lease = await cluster.acquire('grading', signal)
    try {
      return await grade((check) => judgeCheck(check, request, signal))
    } finally {
      lease.release()
    }
  } catch (error) {
    signal.throwIfAborted()
    const { code, message } = error instanceof AppError ? error : new AppError('internal', String(error))
    return await grade(async (check) => ({ outcome: 'error', checkId: check.id, code, message }))
  }
}

async function judgeCheck(check: Check, { cluster, others = [], since = 0, clock }: GradeRequest, outer: AbortSignal): Promise<Verdict> {
  const withinMs = check.within * 1000
  const signal = AbortSignal.any([outer, AbortSignal.timeout(withinMs + LIMIT)])
  const scene: Scene = { cluster, others, since, signal, hints: false }
  try {
    const mismatches = await poll(() => look(check, scene), { withinMs, holdTwice: isNegative(check), clock, signal })
    if (mismatches.length === 0) return { outcome: 'pass', checkId: check.id }
    const explained = await explain(check, scene)
    return { outcome: 'fail', checkId: check.id, mismatches: explained.length > 0 ? explained : mismatches }
  } catch (error) {
    outer.throwIfAborted()
    return await judgeFailure(check.id, error, cluster, signal)
  }
}

/** One more look, with near misses. Its time is over, so a claim that holds now, or cannot be looked at, does not change the verdict. */
async function explain(check: Check, scene: Scene): Promise<Mismatch[]> {
  return HINTED.has(check.kind) ? await look(check, { ...scene, hints: true }).catch(() => []) : []
}
