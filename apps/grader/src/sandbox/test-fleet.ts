// A fleet for tests on the real engine; whatever an earlier, interrupted run left under the same name is replaced.
import { systemClock } from '../lib/clock.ts'
import { lineLogger } from '../lib/logger.ts'
import { noProgress } from '../lib/progress.ts'
import type { Cluster, ClusterRequest, Fleet, FleetRequest } from './fleet.ts'
import { openSandbox } from './open-sandbox.ts'

export interface TestFleetOptions extends Pick<FleetRequest, 'style'> {
  /** Default: clusters never freeze by themselves. */
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
