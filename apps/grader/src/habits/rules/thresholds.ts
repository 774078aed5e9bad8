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

/** A page that took longer than a minute may be a hard one; three times is a way of working (habits.md). */
export const SLOW_LOOK_UPS = 3

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

/** Two quick look-ups may be luck, three are a habit. */
export const PRAISE_FROM_LOOK_UPS = 3

/**
 * Bytes typed into a new file per object. The shortest hand-written Deployment has 250; calling a generator from inside the editor and editing
 * what it wrote stays below, so smaller objects that were typed are missed rather than suspected.
 */
export const HAND_TYPED_BYTES = 250

/** More than a copied name, which has at most 63 letters and a line end, is a pasted manifest. */
export const PASTED_NAME_BYTES = 64

/** One object typed by hand is no habit (habits.md). */
export const HAND_TYPED_OBJECTS = 2

/** Two generated manifests show the habit, one may be luck. */
export const PRAISE_FROM_GENERATED = 2

/** A refused manifest that took a minute to mend has cost more than writing it (habits.md). */
export const SLOW_FIX_MS = 60_000

/** A median of fewer than three says nothing. */
export const FIXES_FOR_A_MEDIAN = 3

/** A mended manifest once is luck, twice is reading the message. */
export const PRAISE_FROM_FIXES = 2

/** The first time the message teaches; the second time it was not read (habits.md: more than once). */
export const LOST_KUBECONFIG_CALLS = 2

/** Who has more than three words of one object wrong has not read past them: that task was not understood. */
export const MISSED_WORDS_MOST = 3
