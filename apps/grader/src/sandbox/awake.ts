// Counts who needs a cluster awake, and tells when nobody has for a while.
import type { Clock } from '../lib/clock.ts'
import type { AwakeLease } from './fleet.ts'

export class AwakeLeases {
  readonly #clock: Clock
  readonly #idleMs: number
  readonly #onIdle: () => void
  readonly #held = new Map<symbol, string>()
  #waiting: AbortController | undefined

  /** `onIdle` is called once whenever no lease has been held for `idleMs`; `idleMs` Infinity never calls it, unless who releases a lease names a time. */
  constructor(clock: Clock, idleMs: number, onIdle: () => void) {
    this.#clock = clock
    this.#idleMs = idleMs
    this.#onIdle = onIdle
  }

  get count(): number {
    return this.#held.size
  }

  /** Who holds the cluster awake, for `status`. */
  get reasons(): string[] {
    return [...this.#held.values()]
  }

  take(reason: string): AwakeLease {
    const key = Symbol(reason)
    this.#held.set(key, reason)
    this.#waiting?.abort()
    this.#waiting = undefined
    return {
      release: (idleMs) => {
        if (this.#held.delete(key) && this.#held.size === 0) this.idle(idleMs)
      },
    }
  }

  /** Starts to count the idle time, when nobody holds a lease. */
  idle(idleMs = this.#idleMs): void {
    if (this.#held.size > 0 || this.#waiting || !Number.isFinite(idleMs)) return
    const waiting = new AbortController()
    this.#waiting = waiting
    this.#clock.sleep(idleMs, waiting.signal).then(
      () => {
        this.#waiting = undefined
        this.#onIdle()
      },
      () => {}, // aborted: somebody took a lease, or the fleet is gone
    )
  }

  stop(): void {
    this.#waiting?.abort()
    this.#waiting = undefined
  }
}
