// A clock that tests move by hand: sleepers wake in the order of their times, and nothing waits for real.
import type { Clock } from '../lib/clock.ts'

interface Sleeper {
  readonly at: number
  readonly wake: () => void
}

export class ManualClock implements Clock {
  #now: number
  #sleepers: Sleeper[] = []

  constructor(now = 1_700_000_000_000) {
    this.#now = now
  }

  now(): number {
    return this.#now
  }

  /** How many sleep now. */
  get sleeping(): number {
    return this.#sleepers.length
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const sleeper = { at: this.#now + ms, wake: resolve }
      this.#sleepers.push(sleeper)
      signal?.addEventListener('abort', () => {
        this.#sleepers = this.#sleepers.filter((one) => one !== sleeper)
        reject(signal.reason)
      })
    })
  }

  /** The hands are moved on without waking anybody, as when the machine was suspended. */
  jump(now: number): void {
    this.#now = now
  }

  /** Moves on step by step, so that whoever wakes can sleep again and be woken within the same span. */
  async advance(ms: number, settle: () => Promise<void> = async () => {}): Promise<void> {
    const end = this.#now + ms
    for (;;) {
      await settle()
      const next = this.#sleepers.toSorted((a, b) => a.at - b.at)[0]
      if (!next || next.at > end) break
      this.#now = Math.max(this.#now, next.at)
      this.#sleepers = this.#sleepers.filter((one) => one !== next)
      next.wake()
    }
    this.#now = end
    await settle()
  }
}
