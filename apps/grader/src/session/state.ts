// The life of one attempt as data: what is saved at each change and read back by a restarted grader.

import { Checklist, Level } from '@unflunk/shared/checklist'
import { ClusterShape } from '@unflunk/shared/scenario'
import { SelfReport } from '@unflunk/shared/self-report'
import { ClusterState, SessionPhase, Step, TerminalView } from '@unflunk/shared/session'
import { z } from 'zod'
import { DrillState } from '../drills/round.ts'

export const TaskState = z.object({
  /** `t1`, `t2`, ... */
  id: z.string(),
  number: z.number().int(),
  scenario: z.string(),
  title: z.string(),
  domain: z.string(),
  domainTitle: z.string(),
  /** Percent of the exam. */
  weight: z.number(),
  minutes: z.number(),
  ...ClusterShape.shape,
  host: z.string(),
  /** The task whose cluster it lives on; absent when it has its own. */
  guestOf: z.string().optional(),
  markdown: z.string(),
  quickReference: z.array(z.object({ title: z.string(), url: z.string() })),
  hints: z.number().int(),
  flagged: z.boolean(),
  done: z.boolean(),
  opened: z.boolean(),
  /** When its start state was ready. */
  readyAt: z.number().optional(),
  /** Time its page was the open one, up to the last switch. */
  spentMs: z.number(),
  /** How often "this task is over its budget" was answered. */
  budgetAnswers: z.number().int().default(0),
  cluster: z.object({ state: ClusterState, steps: z.array(Step), message: z.string().optional() }),
})
export type TaskState = z.infer<typeof TaskState>

export const EndReason = z.enum(['candidate', 'time', 'abandoned'])
export type EndReason = z.infer<typeof EndReason>

export const SessionState = z.object({
  id: z.string(),
  kind: z.enum(['exam', 'practice', 'drill']),
  source: z.string(),
  title: z.string(),
  /** Everything drawn for this attempt (host names, parameters) follows from it. */
  seed: z.string(),
  phase: SessionPhase,
  minutes: z.number(),
  passMark: z.number(),
  createdAt: z.number(),
  startedAt: z.number().optional(),
  /** Absent in practice, which has no clock. */
  endsAt: z.number().optional(),
  creditedMs: z.number(),
  level: Level.default('exam'),
  startLevel: Level.default('exam'),
  /** Of a running attempt that is coached or strict. */
  checklists: z.array(Checklist).default([]),
  /** Hints that were shown: each one once. */
  coached: z.array(z.string()).default([]),
  overBudget: z.string().optional(),
  reviewed: z.boolean().default(false),
  /** Minutes of the alerts already given. */
  alerted: z.array(z.number()),
  endedAt: z.number().optional(),
  endedReason: EndReason.optional(),
  currentTask: z.string(),
  /** Since when the current task's page has been open. */
  currentSince: z.number().optional(),
  tasks: z.array(TaskState).min(1),
  terminals: z.array(TerminalView),
  /** The highest number a terminal ever had: a closed one keeps its recording, so its number is not given again. */
  lastTerminal: z.number().int(),
  notes: z.string(),
  /** First parts of the addresses of documentation that may be opened. Older attempts have none noted. */
  allowedDocs: z.array(z.string()).default([]),
  selfReport: SelfReport.optional(),
  steps: z.array(Step),
  progress: z.object({ done: z.number(), total: z.number() }).optional(),
  /** Of a drill alone: its rounds. */
  drill: DrillState.optional(),
  /** Percent; set when graded. */
  score: z.number().optional(),
  failure: z.object({ message: z.string(), next: z.string().optional() }).optional(),
})
export type SessionState = z.infer<typeof SessionState>

export function taskOf(state: SessionState, id: string): TaskState | undefined {
  return state.tasks.find((task) => task.id === id)
}

/** The tasks that live on the cluster of this id, which is that of the first of them. */
export function tasksOn(state: SessionState, cluster: string): TaskState[] {
  return state.tasks.filter(({ id, guestOf = id }) => guestOf === cluster)
}

/** Live attempts hold machines and allow no other attempt beside them. */
export function isLive(phase: SessionPhase): boolean {
  return phase === 'preparing' || phase === 'running' || phase === 'grading'
}
