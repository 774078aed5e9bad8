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

/** Nothing at all for two minutes with other tasks open is a third of a usual budget (habits.md). */
export const WAITING_MS = 120_000

/** One try may be a look; from the third on it is polling. */
export const POLLS = 3

/** A machine that took this long to answer made the candidate wait, not the other way round. */
export const SLOW_THAW_MS = 10_000

/** Set up on one host it serves the whole stay, on two it may be chance; from the third on it is a ritual. */
export const RITUAL_HOSTS = 3

/** Less than this in all is worth no sentence. */
export const RITUAL_MS = 60_000

/** Longer between two set-up lines is a pause, not typing. */
export const RITUAL_LINE_MS = 30_000

/** The real exams have 15 to 20 tasks: with fewer, one task alone moves the score by more than a prediction can know (habits.md). */
export const FULL_EXAM_TASKS = 15

/** Percent: two tasks of seventeen that felt done and were not (habits.md). */
export const PREDICTION_GAP = 15

/** Percent: less than one task of seventeen. */
export const PREDICTION_CLOSE = 5
