// A clock for unit tests: time passes only when somebody sleeps.
import type { Clock } from '../lib/clock.ts'

export function steppingClock(): Clock & { slept: number } {
  const clock = {
    slept: 0,
    now: () => clock.slept,
    sleep: async (ms: number) => {
      clock.slept += ms
    },
  }
  return clock
}
