// Tells the candidate, once, that the machine is about to run out of disk or memory: before clusters fail for reasons that nobody sees.
import type { Sandbox, Shortage } from '../sandbox/fleet.ts'
import type { SessionCore } from './core.ts'

const LOOK_EVERY_MS = 20_000

/** Runs until the signal aborts. */
export async function watchRoom(
  core: Pick<SessionCore, 'clock' | 'logger' | 'notice'>,
  sandbox: Pick<Sandbox, 'shortages'>,
  signal: AbortSignal,
): Promise<void> {
  const told = new Set<Shortage['kind']>()
  while (!signal.aborted) {
    const found = await sandbox.shortages().catch((error: unknown) => {
      core.logger.warn('how much disk and memory are left cannot be read', error)
      return []
    })
    for (const { kind, message, next } of found) {
      if (!told.has(kind)) core.notice('warning', `${message} ${next}`)
      told.add(kind)
    }
    await core.clock.sleep(LOOK_EVERY_MS, signal).catch(() => undefined) // aborted: the loop ends
  }
}
