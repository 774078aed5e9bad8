// `exec`: a command on a node or in a pod; its exit code and output.
import type { ClaimOf } from '@unflunk/shared/check'
import type { Mismatch } from '@unflunk/shared/grading'
import type { ExecResult } from '../../sandbox/machine.ts'
import { runningContainers } from '../pods.ts'
import { ASK_LIMIT, machineOf, type Runner, type Scene } from '../scene.ts'
import { shorten, textMismatches } from '../text.ts'

const LIMIT = 8 // s: a command that hangs is the candidate's outcome (a blocked connection, say), not our fault
const TIMED_OUT = 124 // exit code of timeout(1)

export const exec: Runner<'exec'> = async (claim, scene) => {
  if (typeof claim.on === 'string') {
    const result = await machineOf(scene, claim.on).exec(['timeout', '-k', '1', String(LIMIT), 'bash', '-c', claim.command], {
      user: claim.as,
      timeoutMs: ASK_LIMIT,
      signal: scene.signal,
    })
    return judge(claim, result, `${claim.on} on ${scene.cluster.host}`)
  }
  return await execInPod(claim, claim.on.pod, scene)
}

/** Through containerd on the pod's node: as the container's own user, with its environment. One pod is enough. */
async function execInPod(claim: ClaimOf<'exec'>, ref: Parameters<typeof runningContainers>[0], scene: Scene): Promise<Mismatch[]> {
  const { running, mismatches } = await runningContainers(ref, scene)
  const target = running[0]
  if (!target) return mismatches
  const name = `unflunk-${crypto.randomUUID().slice(0, 8)}`
  const ctr = ['ctr', '-n', 'k8s.io', 'tasks', 'exec', '--exec-id', name, target.id, 'sh', '-c', claim.command]
  const result = await target.machine.exec(['timeout', '-k', '1', String(LIMIT), ...ctr], {
    timeoutMs: ASK_LIMIT,
    signal: scene.signal,
  })
  return judge(claim, result, `Pod ${target.pod} in namespace ${ref.namespace} on ${scene.cluster.host}`)
}

function judge(claim: ClaimOf<'exec'>, result: ExecResult, where: string): Mismatch[] {
  const observed =
    result.exitCode === TIMED_OUT
      ? `no end within ${LIMIT} s`
      : `exit code ${result.exitCode}: ${shorten(`${result.stdout}${result.stderr}`.trim())}`
  const code = result.exitCode === claim.exitCode ? [] : [{ where, expected: `${claim.proves} (exit code ${claim.exitCode})`, observed }]
  return [...code, ...textMismatches(claim.stdout, result.stdout, where)]
}
