// Every number that history goes by, with its reason.

/** A week without a domain, and commands and fields begin to be looked up again (habits.md). */
export const STALE_DAYS = 7

/** Percent of the exam: a domain's worth of it was never touched. */
export const UNCOVERED_WEIGHT = 20

/** Whoever has just begun has not left anything out yet. */
export const SETTLED_DAYS = 7

/** Two weeks: sitting for two hours is a skill of its own (habits.md). */
export const MOCK_DAYS = 14

/** Days between the first attempt and the end of the registration: below it, a second attempt is hard to prepare (habits.md). */
export const SECOND_ATTEMPT_DAYS = 60
export const SECOND_ATTEMPT_RED_DAYS = 30

/** Days without practice after registering (habits.md). */
export const IDLE_DAYS = 10

/** Percent of the exam that a habit cost the last time: from here on it comes before new ground. */
export const COSTLY_SLIP = 3

/** Fewer cards than this are a round that is over before it begins. */
export const DUE_CARDS = 5

/** Minutes that the next step may take, and that a drill does. */
export const STEP_MINUTES = 20
export const DRILL_MINUTES = 5

/** Of a stale domain this much is at stake, however well it went: what was solved long ago is half forgotten. */
export const STALE_LOSES = 0.5
