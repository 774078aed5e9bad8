// Waits for something, but not for ever.
import type { Clock } from './clock.ts'

/** undefined when the time is over first. Rejects as `work` does; the work itself goes on. */
export async function within<T>(clock: Clock, ms: number, work: Promise<T>): Promise<T | undefined> {
  const over = new AbortController()
  const late = clock.sleep(ms, over.signal).then(
    () => undefined,
    () => undefined, // the work was there first
  )
  return await Promise.race([work, late]).finally(() => over.abort())
}
