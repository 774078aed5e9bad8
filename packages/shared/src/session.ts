// The live side of an attempt, as the browser sees it. Never holds checks or solutions.
import { z } from 'zod'
import { Checklist, ChecklistId, Level } from './checklist.ts'
import { TaskGrade } from './grading.ts'
import { HostsDrill } from './hosts-drill.ts'
import { SelfReport } from './self-report.ts'

export const SessionPhase = z.enum(['preparing', 'running', 'grading', 'finished', 'abandoned', 'failed'])
export type SessionPhase = z.infer<typeof SessionPhase>

/** One step of long work. `done`/`total` are counts of `unit` where they are known. */
export const Step = z.object({
  id: z.string(),
  title: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'failed']),
  /** Epoch milliseconds. */
  startedAt: z.number().optional(),
  endedAt: z.number().optional(),
  done: z.number().optional(),
  total: z.number().optional(),
  unit: z.string().optional(),
  message: z.string().optional(),
})
export type Step = z.infer<typeof Step>

export const ClusterState = z.enum(['waiting', 'starting', 'setting-up', 'ready', 'frozen', 'thawing', 'resetting', 'failed'])
export type ClusterState = z.infer<typeof ClusterState>

export const TaskView = z.object({
  /** `t1`, `t2`, ... in the order of the exam. */
  id: z.string(),
  number: z.number().int(),
  title: z.string(),
  /** The ssh name of the task's host, as `cka7968`. */
  host: z.string(),
  /** task.md with parameters filled in. */
  markdown: z.string(),
  quickReference: z.array(z.object({ title: z.string(), url: z.string() })),
  /** Only in practice; the exam shows neither minutes nor points. */
  minutes: z.number().optional(),
  hints: z.number().int().optional(),
  flagged: z.boolean(),
  done: z.boolean(),
  opened: z.boolean(),
  cluster: z.object({ state: ClusterState, steps: z.array(Step), message: z.string().optional() }),
})
export type TaskView = z.infer<typeof TaskView>

export const TerminalView = z.object({ id: z.string(), title: z.string(), exited: z.boolean() })
export type TerminalView = z.infer<typeof TerminalView>

export const SessionView = z.object({
  id: z.string(),
  kind: z.enum(['exam', 'practice', 'drill']),
  /** Exam id or scenario id. */
  source: z.string(),
  title: z.string(),
  phase: SessionPhase,
  minutes: z.number(),
  createdAt: z.number(),
  startedAt: z.number().optional(),
  /** The server owns the clock: time is up at this moment. Absent until the clock runs, and in practice. */
  endsAt: z.number().optional(),
  /** Time given back for our own faults so far. */
  creditedMs: z.number(),
  level: Level,
  /** An exam that began as coach or strict is a practice exam, whatever its level is now. */
  startLevel: Level,
  /** As they stand now; empty at the level of the exam. */
  checklists: z.array(Checklist),
  /** Strict: the task that is over its budget and waits for an answer. */
  overBudget: z.string().optional(),
  /** The review has been opened at least once. */
  reviewed: z.boolean(),
  currentTask: z.string(),
  tasks: z.array(TaskView),
  terminals: z.array(TerminalView),
  notes: z.string(),
  /** First parts of the addresses that may be opened. */
  allowedDocs: z.array(z.string()),
  selfReport: SelfReport.optional(),
  /** Steps before the clock runs: clusters coming up. */
  steps: z.array(Step),
  failure: z.object({ message: z.string(), next: z.string().optional() }).optional(),
  /** Of a drill alone. */
  drill: HostsDrill.optional(),
})
export type SessionView = z.infer<typeof SessionView>

/** Pushed on the session socket; `seq` rises by one per session, and a client that reconnects asks from its last one. */
export const SessionEvent = z.intersection(
  z.object({ seq: z.number().int() }),
  z.discriminatedUnion('type', [
    /** The whole state; sent first, and whenever the missed events are no longer at hand. `serverNow` sets the client's clock offset. */
    z.object({ type: z.literal('state'), session: SessionView, serverNow: z.number() }),
    z.object({
      type: z.literal('phase'),
      phase: SessionPhase,
      startedAt: z.number().optional(),
      endsAt: z.number().optional(),
      failure: SessionView.shape.failure,
    }),
    z.object({ type: z.literal('clock'), endsAt: z.number(), creditedMs: z.number(), serverNow: z.number() }),
    z.object({ type: z.literal('alert'), minutes: z.number() }),
    z.object({ type: z.literal('steps'), steps: z.array(Step) }),
    z.object({ type: z.literal('cluster'), task: z.string(), cluster: TaskView.shape.cluster }),
    z.object({ type: z.literal('task'), task: z.string(), flagged: z.boolean(), done: z.boolean(), opened: z.boolean() }),
    z.object({ type: z.literal('current-task'), task: z.string() }),
    z.object({ type: z.literal('terminals'), terminals: z.array(TerminalView) }),
    /** The whole drill, whenever a round opens or ends, or a change landed elsewhere. */
    z.object({ type: z.literal('drill'), drill: HostsDrill }),
    z.object({ type: z.literal('notes'), notes: z.string() }),
    /** Checks finished so far, over all tasks being graded. */
    z.object({ type: z.literal('grade-progress'), done: z.number(), total: z.number() }),
    /** Practice only: the grade of the one task, with what each check says. */
    z.object({ type: z.literal('graded'), task: z.string(), grade: TaskGrade }),
    /** Another tab took over: this socket closes and must not reconnect by itself. */
    z.object({ type: z.literal('taken-over') }),
    /** `overBudget`: a task that asks to be flagged or gone on with; absent when none does. */
    z.object({ type: z.literal('level'), level: Level, reviewed: z.boolean(), overBudget: z.string().optional() }),
    z.object({ type: z.literal('checklists'), checklists: z.array(Checklist) }),
    /** Coach: what to do now about an item that was missed; once per hint. */
    z.object({ type: z.literal('coached'), checklist: ChecklistId, item: z.string(), hint: z.string() }),
    z.object({ type: z.literal('notice'), level: z.enum(['info', 'warning', 'error']), message: z.string() }),
  ]),
)
export type SessionEvent = z.infer<typeof SessionEvent>
