// Whose fault is it that a check could not be run? A broken cluster on a machine that answers is the candidate's; all else is ours.
import { AppError, type ErrorCode } from '@unflunk/shared/error'
import type { Verdict } from '@unflunk/shared/grading'
import type { Cluster } from '../sandbox/fleet.ts'
import { ApiServerDown, KubeRefusal } from '../sandbox/kube.ts'

const ANSWER_LIMIT = 20_000 // ms: a machine under load is slow, not gone

export async function judgeFailure(checkId: string, error: unknown, cluster: Cluster, signal: AbortSignal): Promise<Verdict> {
  const ours = (code: ErrorCode, message: string): Verdict => ({ outcome: 'error', checkId, code, message })
  if (error instanceof KubeRefusal) {
    return isBrokenCluster(error.status)
      ? theirs(checkId, cluster, `it answers ${error.status}: ${error.message}`)
      : ours('internal', `the API server refused the check: ${error.message}`)
  }
  if (error instanceof ApiServerDown) {
    if (!(await machineAnswers(cluster, signal))) return ours('machine-unreachable', `${cluster.host} does not answer`)
    // It answers by now: a busy machine made it late, nobody broke it.
    const late = await cluster.kube.ready(signal).catch(() => false)
    return late ? ours('timeout', `the API server of ${cluster.host} answered too late`) : theirs(checkId, cluster, 'no answer')
  }
  if (error instanceof AppError && error.code === 'timeout') {
    // Either our machine is slow, or the API server hangs (etcd gone): then the node answers and the API server is not ready.
    const hangs = (await machineAnswers(cluster, signal)) && !(await cluster.kube.ready(signal).catch(() => false))
    return hangs ? theirs(checkId, cluster, 'no answer in time') : ours('timeout', error.message)
  }
  if (error instanceof AppError) return ours(error.code, error.message)
  if (signal.aborted) return ours('timeout', `a check on ${cluster.host} took too long`)
  return ours('internal', error instanceof Error ? error.message : String(error))
}

/** 401, 403: an admin is refused; 5xx: the server, or etcd behind it, is broken. */
function isBrokenCluster(status: number): boolean {
  return status === 401 || status === 403 || status >= 500
}

function theirs(checkId: string, cluster: Cluster, observed: string): Verdict {
  return {
    outcome: 'fail',
    checkId,
    mismatches: [
      {
        where: `API server of ${cluster.host}`,
        expected: 'answers, so that the work can be seen',
        observed,
        hint: 'the node is up, its API server is not: nothing that needs it can be graded',
        nearMiss: 'api-down',
      },
    ],
  }
}

async function machineAnswers(cluster: Cluster, signal: AbortSignal): Promise<boolean> {
  try {
    return (await cluster.machines.controlplane?.exec(['true'], { timeoutMs: ANSWER_LIMIT, signal }))?.exitCode === 0
  } catch {
    return false // no answer is the answer
  }
}
