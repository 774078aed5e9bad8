// Counts wrong tokens: a 256-bit token cannot be guessed, this only keeps a script that tries from being free of charge.
import type { Clock } from '../lib/clock.ts'

const WINDOW_MS = 60_000
/** Wrong tokens per window before an answer says "too many"; a person with an old bookmark stays far below. */
const LIMIT = 20

export class WrongTokens {
  readonly #clock: Clock
  #moments: number[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Notes one more and tells whether it is too many. The right token is never refused. */
  tooMany(): boolean {
    const now = this.#clock.now()
    this.#moments = [...this.#moments.filter((moment) => now - moment < WINDOW_MS), now].slice(-LIMIT - 1)
    return this.#moments.length > LIMIT
  }
}
