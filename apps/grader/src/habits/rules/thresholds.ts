// Every number that a rule goes by, with its reason.

/** Less than this left is no early end: nobody mends a task in it (habits.md). */
export const EARLY_END_MS = 5 * 60_000

/** A single task looked at is no pattern worth praise. */
export const PRAISE_FROM_TASKS = 2

/** Two objects in the right namespace show a habit, one may be luck. */
export const PRAISE_FROM_OBJECTS = 2

/** What is begun when a budget runs out is finished: a minute over it is no habit. */
export const BUDGET_SLACK_MS = 60_000

/** Nobody is told off for less than this at one stretch, however small the budget. */
export const LONG_STAY_MIN_MS = 10 * 60_000

/** A stay of one and a half budgets is one that the exam cannot pay for twice. */
export const LONG_STAY_BUDGETS = 1.5

/** The last alert but one: from here on nothing new is finished, but a look is. */
export const REVIEW_WINDOW_MS = 15 * 60_000

/** A page that takes longer to find costs more than the task leaves (habits.md). */
export const LOOK_UP_MS = 60_000

/** One slow look-up may be reading; two are a way of searching. */
export const SLOW_LOOK_UPS = 2
