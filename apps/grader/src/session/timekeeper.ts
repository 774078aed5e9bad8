// Watches the clock of a running session: alerts, the end of the time, and the heartbeat that measures our own absence.
import { dueAt, nextLookMs } from './clock.ts'
import type { SessionCore } from './core.ts'

/** Runs until the signal aborts or the time is up. `onTick` comes about once a second. */
export async function keepTime(
  core: SessionCore,
  { onTick, onTimeUp }: { onTick: () => void; onTimeUp: () => Promise<void> },
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const now = core.clock.now()
    await core.storage.beat(core.id, now).catch((error: unknown) => core.logger.warn(`no heartbeat of ${core.id}`, error))
    const due = dueAt(core.state, now)
    if (due?.type === 'time-up') return await onTimeUp()
    if (due?.type === 'alert') {
      core.record({ type: 'alert', minutes: due.minutes })
      await core.change({ type: 'alerted', minutes: due.minutes })
    }
    onTick()
    await core.clock.sleep(nextLookMs(core.state, core.clock.now()), signal).catch(() => undefined) // aborted: the loop ends
  }
}
