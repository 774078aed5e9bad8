// A report of long work as a step with its times.
import type { Step } from '@unflunk/shared/session'
import type { StepUpdate } from '../lib/progress.ts'

/** Pure. A step keeps the time at which it first ran; it ends when it is done or failed. */
export function stepOf(update: StepUpdate, steps: readonly Step[], now: number): Step {
  const before = steps.find(({ id }) => id === update.id)
  const began = update.state === 'waiting' ? undefined : (before?.startedAt ?? now)
  const over = update.state === 'done' || update.state === 'failed'
  return {
    ...update,
    ...(began === undefined ? {} : { startedAt: began }),
    ...(over ? { endedAt: now } : {}),
  }
}
