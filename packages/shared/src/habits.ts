// Habits: the event log of an attempt, the findings that rules draw from it, and the thirteen advices.
import { z } from 'zod'
import { Checklist, ChecklistId, Level } from './checklist.ts'
import { Place, Sleep } from './self-report.ts'

export const EVENT_VERSION = 1

/** `task` is the session's task id (`t1`); the recorder adds it when it knows which task an event belongs to. */
const Common = {
  v: z.literal(EVENT_VERSION),
  /** Strictly rising by one within an attempt. */
  seq: z.number().int().min(1),
  /** Epoch milliseconds of the server's clock. */
  at: z.number().int(),
  attempt: z.string(),
  /** The task whose page was open, unless the event itself tells better (a cluster, a host). */
  task: z.string().optional(),
}

const bodies = {
  // shell marks
  'command-started': { terminal: z.string(), host: z.string(), user: z.string(), cwd: z.string(), line: z.string() },
  'command-finished': {
    terminal: z.string(),
    host: z.string(),
    user: z.string(),
    exitCode: z.number().int(),
    ms: z.number().int(),
    /** Bytes that were typed and pasted into the terminal while it ran: what an editor was given by hand. Arrows and the like are no text. */
    typed: z.number().int().optional(),
    pasted: z.number().int().optional(),
  },
  /** A well-known error message in the output of the command that runs; at most one of each kind per command. */
  complained: {
    terminal: z.string(),
    host: z.string(),
    about: z.enum(['yaml', 'unknown-field', 'invalid', 'forbidden', 'not-found', 'already-exists', 'localhost-8080', 'unreachable']),
    /** The line of output, redacted, at most 200 characters. */
    says: z.string(),
  },
  // terminal
  pasted: { terminal: z.string(), bytes: z.number().int() },
  'terminal-opened': { terminal: z.string() },
  'terminal-closed': { terminal: z.string() },
  /** Nothing was typed into any terminal for `ms`, told when typing begins again. */
  'terminal-idle': { terminal: z.string(), ms: z.number().int() },
  // effects; `task` is the task whose cluster or host it is
  'object-changed': {
    cluster: z.string(),
    change: z.enum(['added', 'modified', 'deleted']),
    apiVersion: z.string(),
    kind: z.string(),
    namespace: z.string().optional(),
    name: z.string(),
    /** Field manager of the newest change (`kubectl-create`, `kubectl-edit`, `kube-controller-manager`); '' when unknown. */
    by: z.string(),
    generation: z.number().int().optional(),
    /** Kind of the controller that owns it: told only where a hand changed an owned object. */
    owner: z.string().optional(),
    /** Of the object and its content, to find after a restart of the grader what changed meanwhile. */
    digest: z.string().optional(),
  },
  /** What was there when the watch of a cluster began: `apps/v1 Deployment apollo/web` -> digest. Built-in roles and what controllers own are left out. */
  'objects-seen': { cluster: z.string(), objects: z.record(z.string(), z.string()) },
  /** Digests differ between two looks (task opened, task left). `digest` is absent when the file is gone. */
  'file-changed': {
    host: z.string(),
    path: z.string(),
    change: z.enum(['added', 'modified', 'deleted']),
    digest: z.string().optional(),
    before: z.string().optional(),
  },
  /** Every digest taken, as a base for "the old content exists elsewhere": path -> digest. */
  'files-seen': { host: z.string(), digests: z.record(z.string(), z.string()) },
  /** A manifest that the candidate wrote or changed, at a look, and how its objects stand against the live ones. */
  'manifest-seen': {
    host: z.string(),
    path: z.string(),
    objects: z.array(
      z.object({
        apiVersion: z.string(),
        kind: z.string(),
        namespace: z.string().optional(),
        name: z.string(),
        live: z.enum(['same', 'differs', 'absent']),
      }),
    ),
  },
  /** How a machine stood at the start: units that ran, units that come with a boot, kernel settings as they are and as files set them. */
  'machine-seen': {
    host: z.string(),
    active: z.array(z.string()),
    enabled: z.array(z.string()),
    live: z.record(z.string(), z.string()),
    stored: z.record(z.string(), z.string()),
  },
  /** A unit of systemd whose state is not that of the look before; a start state is told by `machine-seen`. */
  'unit-seen': { host: z.string(), unit: z.string(), active: z.boolean(), enabled: z.boolean() },
  /** A kernel setting whose live or stored value is not that of the look before; `stored` is what the next boot would set. */
  'setting-seen': { host: z.string(), key: z.string(), live: z.string(), stored: z.string().optional() },
  /** A changed configuration file and the process that reads it: newer than it, or (`startedAt` is later) not any more. Epoch milliseconds. */
  'process-older': { host: z.string(), process: z.string(), startedAt: z.number(), path: z.string(), changedAt: z.number() },
  /** A grade made in the background when a task is left; never shown before the end. */
  'silent-grade': { points: z.number(), of: z.number(), failed: z.array(z.string()) },
  // page
  'task-opened': {},
  'task-left': {},
  'task-scrolled-to-end': {},
  copied: { what: z.string() },
  flagged: {},
  unflagged: {},
  'answered-mark': { done: z.boolean() },
  'review-opened': {},
  'note-edited': { length: z.number().int() },
  'left-window': { ms: z.number().int() },
  'docs-searched': { query: z.string(), found: z.number().int() },
  'docs-opened': { url: z.string(), from: z.enum(['quick-reference', 'search', 'bookmark']) },
  /** A page outside the list of the exam was asked for, and not opened. */
  'docs-refused': { url: z.string() },
  'hint-opened': { index: z.number().int() },
  'solution-opened': {},
  // session
  started: { minutes: z.number(), tasks: z.number().int() },
  alert: { minutes: z.number() },
  frozen: { cluster: z.string() },
  thawed: { cluster: z.string(), ms: z.number().int() },
  reset: { cluster: z.string() },
  disconnected: { ms: z.number().int() },
  ended: { reason: z.enum(['candidate', 'time', 'abandoned']), msLeft: z.number().int() },
  // candidate
  /** What the candidate expects, in percent of the exam, told before the score was shown. */
  prediction: { percent: z.number().min(0).max(100) },
  /** Self-report; shown beside the result, never counted. */
  conditions: { sleep: Sleep.optional(), place: Place.optional() },
  // enforcement
  'level-set': { level: Level },
  /** Strict level: a command that was held before it ran. `ran`: the candidate said "run anyway". */
  held: { terminal: z.string(), host: z.string(), line: z.string(), why: z.string(), ran: z.boolean() },
  /** Coach level: a hint about a checklist item was shown. */
  coached: { checklist: ChecklistId, item: z.string() },
  /** Strict level: the answer to "this task is over its budget". */
  'budget-asked': { answer: z.enum(['flag', 'go-on']) },
  // grading
  'check-finished': {
    checkId: z.string(),
    outcome: z.enum(['pass', 'fail', 'error']),
    says: z.string(),
    nearMiss: z.string().optional(),
    hint: z.string().optional(),
  },
  graded: { points: z.number(), of: z.number() },
} as const

type Bodies = typeof bodies
export type HabitEventType = keyof Bodies
/** Events without fields of their own would infer as an object that may hold nothing at all, `type` included. */
type Fields<T extends HabitEventType> = keyof Bodies[T] extends never ? unknown : z.infer<z.ZodObject<Bodies[T]>>
export type HabitEventBody = { [T in HabitEventType]: { type: T; task?: string | undefined } & Fields<T> }[HabitEventType]
export type HabitEvent = HabitEventBody & { v: typeof EVENT_VERSION; seq: number; at: number; attempt: string }
export type HabitEventOf<T extends HabitEventType> = Extract<HabitEvent, { type: T }>

const schemas = new Map(Object.entries(bodies).map(([type, body]) => [type, z.object({ ...Common, type: z.literal(type), ...body })]))

/** Parses one line of an event log. Throws ZodError on a shape that is not of this version. */
export function parseHabitEvent(value: unknown): HabitEvent {
  const { type } = z.object({ type: z.string() }).parse(value)
  const schema = schemas.get(type)
  if (!schema) throw new z.ZodError([{ code: 'custom', path: ['type'], message: `unknown event type ${type}`, input: value }])
  return schema.parse(value) as unknown as HabitEvent
}

/** The events that the page may report; everything else is seen by the grader itself. */
export const PageEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('task-scrolled-to-end'), task: z.string() }),
  z.object({ type: z.literal('copied'), task: z.string(), what: z.string().max(300) }),
  z.object({ type: z.literal('review-opened') }),
  z.object({ type: z.literal('left-window'), ms: z.number().int() }),
  z.object({ type: z.literal('docs-searched'), task: z.string(), query: z.string().max(200), found: z.number().int() }),
  z.object({ type: z.literal('docs-refused'), task: z.string(), url: z.string().max(2000) }),
  z.object({ type: z.literal('docs-opened'), task: z.string(), url: z.url(), from: z.enum(['quick-reference', 'search', 'bookmark']) }),
])
export type PageEvent = z.infer<typeof PageEvent>

export const AdviceId = z.enum(['1', '2', '3', '4', '5', '6', '7', '8', '8b', '9', '10', '11', '12', '13'])
export type AdviceId = z.infer<typeof AdviceId>

export type Advice = { advice: AdviceId; when: 'before' | 'exam'; title: string; instead: string }

/** The thirteen ways to flunk (and 8b), in the talk's own ironic words, with the kind words beside each; in the talk's order. */
export const advices: readonly Advice[] = [
  { advice: '1', when: 'before', title: 'Be overconfident', instead: 'Say your score before you see it, and learn how far off you are.' },
  { advice: '2', when: 'before', title: 'Do not practise', instead: 'Touch every domain again before it goes cold.' },
  { advice: '3', when: 'before', title: 'Do not learn vim or kubectl', instead: 'Generate, edit, apply: let the tools type for you.' },
  { advice: '4', when: 'before', title: 'Do not train on a simulator', instead: 'Sit whole mocks, with the clock and the rules.' },
  { advice: '5', when: 'before', title: 'Do not bookmark the docs', instead: 'Know which allowed page holds the answer.' },
  {
    advice: '6',
    when: 'before',
    title: 'Take the first of two attempts as late as possible',
    instead: 'Go early enough that the second attempt has room.',
  },
  { advice: '7', when: 'before', title: 'Forget that you registered', instead: 'Put the date in the calendar and work back from it.' },
  { advice: '8', when: 'before', title: 'Be in bad condition', instead: 'No bar the night before. Sleep counts as preparation.' },
  { advice: '8b', when: 'exam', title: 'Sit it in bad conditions', instead: 'A quiet room, a wired network, a camera that works.' },
  { advice: '9', when: 'exam', title: 'Do not read the question fully', instead: 'Read to the last line before the first command.' },
  { advice: '10', when: 'exam', title: 'Do not use contexts', instead: 'The right host, the right namespace, before anything changes.' },
  {
    advice: '11',
    when: 'exam',
    title: 'Do not save your work, create everything by hand',
    instead: 'Keep manifests, and keep the old file before you edit it.',
  },
  { advice: '12', when: 'exam', title: 'Take your time', instead: 'Flag it, leave it, come back with what is left.' },
  { advice: '13', when: 'exam', title: 'Stop at once, without review', instead: 'Look again at each answer while the clock still runs.' },
]

/** One thing that a rule saw. `points` is set only where the grader proves the loss (percent of the exam). */
export const Finding = z.object({
  advice: AdviceId,
  rule: z.string(),
  kind: z.enum(['slip', 'kept', 'note']),
  task: z.string().optional(),
  /** Epoch milliseconds: the moment to replay. */
  at: z.number(),
  /** One sentence with the numbers. */
  says: z.string(),
  /** What would have saved it; one next step. */
  next: z.string().optional(),
  /** `seq` of the events it rests on. */
  evidence: z.array(z.number()),
  /** Ids of the checks (of `task`) that it cost. */
  checks: z.array(z.string()).optional(),
  /** The terminal whose recording shows it. */
  terminal: z.string().optional(),
  points: z.number().optional(),
})
export type Finding = z.infer<typeof Finding>

/** One of the thirteen cards. `not-measured` carries the reason; `clear` is measured with nothing seen. */
export const AdviceCard = z.object({
  advice: AdviceId,
  when: z.enum(['before', 'exam']),
  /** The talk's ironic title. */
  title: z.string(),
  /** The kind words: what to do instead. */
  instead: z.string(),
  state: z.enum(['slipped', 'kept', 'clear', 'not-measured']),
  reason: z.string().optional(),
  findings: z.array(Finding),
})
export type AdviceCard = z.infer<typeof AdviceCard>

/** A row of "where your points went": percent of the exam lost, and why. */
export const LedgerRow = z.object({
  task: z.string(),
  title: z.string(),
  reason: z.enum(['wrong-place', 'misread', 'broke-it-later', 'not-looked-at', 'not-applied', 'could-not', 'never-reached', 'not-graded']),
  /** Percent of the exam. */
  points: z.number(),
  minutes: z.number(),
  says: z.string(),
  next: z.string().optional(),
  at: z.number().optional(),
  terminal: z.string().optional(),
})
export type LedgerRow = z.infer<typeof LedgerRow>

/** What happened when, per task; all times in epoch milliseconds. */
export const Timeline = z.object({
  /** Stays on a task's page. */
  visits: z.array(z.object({ task: z.string(), from: z.number(), to: z.number() })),
  /**
   * Changes seen on a task's machines; commands that failed or complained; commands that strict mode held; flags; pages of the
   * documentation. At most one of a type per task in five seconds.
   */
  marks: z.array(
    z.object({
      task: z.string(),
      at: z.number(),
      type: z.enum(['change', 'error', 'hold', 'flag', 'look-up']),
      /** What was changed, refused or opened, in a few words. */
      says: z.string().optional(),
      /** The terminal whose recording shows it. */
      terminal: z.string().optional(),
    }),
  ),
  /** Told to the candidate: minutes that were left. */
  alerts: z.array(z.object({ at: z.number(), minutes: z.number() })).optional(),
  /** Silent grades. */
  banked: z.array(z.object({ task: z.string(), at: z.number(), points: z.number(), of: z.number() })),
})
export type Timeline = z.infer<typeof Timeline>

export const HabitReport = z.object({
  /** Version of the rules that read the log; absent in reports from before there was one. */
  rules: z.number().int().optional(),
  ledger: z.array(LedgerRow),
  checklists: z.array(Checklist),
  cards: z.array(AdviceCard),
  timeline: Timeline,
})
export type HabitReport = z.infer<typeof HabitReport>
