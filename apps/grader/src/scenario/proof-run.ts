// Runs proof cases on real clusters: set up, play the script as the candidate would, grade twice.
import type { Check } from '@unflunk/shared/check'
import type { TaskGrade } from '@unflunk/shared/grading'
import { gradeTask } from '../grading/grade.ts'
import type { Clock } from '../lib/clock.ts'
import { noProgress } from '../lib/progress.ts'
import type { AwakeLease, Cluster, Fleet } from '../sandbox/fleet.ts'
import type { Machine } from '../sandbox/machine.ts'
import { caseFaults, type ProofCase } from './proof-cases.ts'
import type { Round } from './proof-rounds.ts'
import { runSetup } from './setup.ts'

export interface CaseResult {
  readonly proof: ProofCase
  /** Empty: proven. */
  readonly faults: readonly string[]
  readonly ms: number
  /** Of the slower of the two grades. */
  readonly gradeMs: number
}

export interface ProofStage {
  readonly fleet: Fleet
  readonly cluster: Cluster
  readonly clock: Clock
  readonly signal: AbortSignal
}

const SCRIPT_LIMIT = 180_000 // ms

/** All cases of a round side by side, on a fresh cluster. Throws only when the signal aborts. */
export async function runRound(round: Round, stage: ProofStage): Promise<CaseResult[]> {
  return await Promise.all(round.cases.map((proof) => runCase(proof, stage)))
}

async function runCase(proof: ProofCase, { fleet, cluster, clock, signal }: ProofStage): Promise<CaseResult> {
  const began = clock.now()
  let gradeMs = 0
  const grade = async (since: number, checks: readonly Check[]): Promise<TaskGrade> => {
    const start = clock.now()
    const result = await gradeTask({ checks, cluster, since, clock, signal })
    gradeMs = Math.max(gradeMs, clock.now() - start)
    return result
  }
  let lease: AwakeLease | undefined
  try {
    // Held over the whole case: a script may take longer than an idle cluster stays awake.
    lease = await cluster.acquire('proof', signal)
    await runSetup({ task: proof.task, cluster, clock, progress: noProgress, signal })
    const since = clock.now()
    const played = proof.script === undefined ? [] : await playScript(fleet.base, cluster.host, proof.script, signal)
    const first = await grade(since, proof.task.checks)
    const second = await grade(since, withoutPatience(proof.task.checks, first))
    return { proof, faults: [...played, ...caseFaults(proof, [first, second])], ms: clock.now() - began, gradeMs }
  } catch (error) {
    signal.throwIfAborted()
    return { proof, faults: [error instanceof Error ? error.message : String(error)], ms: clock.now() - began, gradeMs }
  } finally {
    lease?.release()
  }
}

/** What failed had all its time in the first grade: the second one only asks whether it still fails. */
function withoutPatience(checks: readonly Check[], grade: TaskGrade): Check[] {
  const failed = new Set(grade.verdicts.flatMap((verdict) => (verdict.outcome === 'fail' ? [verdict.checkId] : [])))
  return checks.map((check) => (failed.has(check.id) ? { ...check, within: 0 } : check))
}

/** As a candidate: from `base`, through ssh, on the task's host. Faults in words when it does not end well. */
export async function playScript(base: Machine, host: string, script: string, signal: AbortSignal): Promise<string[]> {
  // Stored first, so that a command inside that reads its input cannot swallow the rest of the script.
  const remote = 'file=$(mktemp) && cat >"$file" && bash "$file" </dev/null; code=$?; rm -f "$file"; exit $code'
  const { exitCode, stdout, stderr } = await base.exec(['ssh', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=10', host, remote], {
    user: 'candidate',
    cwd: '/home/candidate',
    stdin: script,
    timeoutMs: SCRIPT_LIMIT,
    signal,
  })
  if (exitCode === 0) return []
  return [`the script ended with code ${exitCode}: ${`${stdout}${stderr}`.trim().split('\n').slice(-3).join(' / ')}`]
}
