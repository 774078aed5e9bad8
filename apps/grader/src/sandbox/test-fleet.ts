// A fleet for tests on the real engine; whatever an earlier, interrupted run left under the same name is replaced.
import { systemClock } from '../lib/clock.ts'
import { lineLogger } from '../lib/logger.ts'
import { noProgress } from '../lib/progress.ts'
import { dockerEngine } from './docker-engine.ts'
import type { Cluster, ClusterRequest, Fleet, FleetRequest } from './fleet.ts'
import { openSandbox } from './open-sandbox.ts'
import { until } from './until.ts'

export interface TestFleetOptions extends Pick<FleetRequest, 'style'> {
  /** Default: clusters never freeze by themselves, but soon after a set-up. */
  readonly idleMs?: number
}

export async function openTestFleet(
  name: string,
  clusters: readonly ClusterRequest[],
  { idleMs = Number.POSITIVE_INFINITY, ...how }: TestFleetOptions = {},
): Promise<{ fleet: Fleet; ready: (clusterId: string) => Promise<Cluster> }> {
  const logger = lineLogger(systemClock, (line) => process.stderr.write(line))
  const sandbox = await openSandbox({ clock: systemClock, logger, idleMs })
  await sandbox.prepare(noProgress)
  return await sandbox.createFleet({ sessionId: `test-${name}`, clusters, ...how }, noProgress)
}

/** Runs a command line as the candidate types it on a node; when it fails, the answer is `exit CODE: what it said`. */
export function candidateOn(machines: Cluster['machines'], node = 'controlplane') {
  return async (line: string, stdin = ''): Promise<string> => {
    const options = { user: 'candidate', cwd: '/home/candidate', env: { HOME: '/home/candidate' }, stdin, timeoutMs: 120_000 }
    const { stdout, stderr, exitCode } = (await machines[node]?.exec(['bash', '-c', line], options)) ?? {}
    return exitCode === 0 ? (stdout ?? '').trim() : `exit ${exitCode}: ${`${stdout}\n${stderr}`.trim()}`
  }
}

/** For every kubeadm command: it refuses cgroup v1 on any machine unless told so (docs/adr/0009); on v2 nothing is skipped. */
export async function kubeadmAllowance(): Promise<string> {
  return (await dockerEngine().info()).cgroupVersion === '1' ? '--ignore-preflight-errors=SystemVerification' : ''
}

/** Asks every second until it is so. */
export async function eventually(what: string, seconds: number, ask: () => Promise<boolean>): Promise<void> {
  await until(async () => ((await ask()) ? true : undefined), { clock: systemClock, timeoutMs: seconds * 1000, what, intervalMs: 1000 })
}
