// Every number that a rule goes by, with its reason.

/** Less than this left is no early end: nobody mends a task in it (habits.md). */
export const EARLY_END_MS = 5 * 60_000

/** A single task looked at is no pattern worth praise. */
export const PRAISE_FROM_TASKS = 2

/** Two objects in the right namespace show a habit, one may be luck. */
export const PRAISE_FROM_OBJECTS = 2
