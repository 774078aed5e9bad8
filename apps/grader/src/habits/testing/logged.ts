// Events as a log holds them, for tests of what goes on with a log.
import { EVENT_VERSION, type HabitEvent, type HabitEventBody } from '@unflunk/shared/habits'

/** One a second, from `from` on. */
export function logged(bodies: readonly HabitEventBody[], from = 0): HabitEvent[] {
  return bodies.map((body, index) => ({ v: EVENT_VERSION, seq: index + 1, at: from + index * 1000, attempt: 'a1', ...body }))
}
