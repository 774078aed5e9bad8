// Waiting for a condition that only asking can tell.
import { AppError } from '@unflunk/shared/error'
import type { Clock } from '../lib/clock.ts'

export interface UntilOptions {
  readonly clock: Clock
  readonly timeoutMs: number
  /** What is waited for, as the message says when time is up: "cka7968: the API server to answer". */
  readonly what: string
  readonly intervalMs?: number
  readonly signal?: AbortSignal | undefined
}

/** Asks until the answer is not undefined. Throws AppError `timeout`, or whatever `ask` throws. */
export async function until<T>(ask: () => Promise<T | undefined>, options: UntilOptions): Promise<T> {
  const { clock, timeoutMs, what, intervalMs = 100, signal } = options
  const end = clock.now() + timeoutMs
  for (;;) {
    signal?.throwIfAborted()
    const answer = await ask()
    if (answer !== undefined) return answer
    if (clock.now() >= end) throw new AppError('timeout', `Waited ${Math.round(timeoutMs / 1000)} s for ${what}.`)
    await clock.sleep(intervalMs, signal)
  }
}
