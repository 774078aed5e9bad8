// Before clusters are begun: is there room for them?
import type { Clock } from '../lib/clock.ts'
import type { Engine, EngineInfo } from './engine.ts'
import type { ClusterRequest } from './fleet.ts'
import { LABEL } from './labels.ts'
import { requireRoom } from './room.ts'
import { lookForRoom } from './survey.ts'

/** Longer than it takes to remove the machines of an exam. */
const GOING_WITHIN = 60_000 // ms

/** Throws AppError `no-space` where they do not fit. Machines of the last attempt, which may still be on their way out, are waited for. */
export async function findRoom(
  { engine, clock, info }: { engine: Engine; clock: Clock; info: EngineInfo },
  clusters: readonly ClusterRequest[],
  signal?: AbortSignal,
): Promise<void> {
  for (const begin = clock.now(); ; await clock.sleep(1_000, signal)) {
    try {
      return requireRoom(await lookForRoom(info), clusters)
    } catch (error) {
      const others = await engine.containers({ [LABEL.session]: '' })
      if (others.length === 0 || clock.now() - begin > GOING_WITHIN) throw error
    }
  }
}
