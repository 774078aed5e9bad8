// Every change of a session's state, and the one pure function that applies it.

import type { Checklist, ChecklistId, Level } from '@unflunk/shared/checklist'
import type { SelfReport } from '@unflunk/shared/self-report'
import type { Step, TaskView, TerminalView } from '@unflunk/shared/session'
import { closeDrill, shiftOpen } from '../drills/progress.ts'
import type { DrillState } from '../drills/round.ts'
import type { EndReason, SessionState, TaskState } from './state.ts'

export type Change =
  | { type: 'step'; step: Step }
  | { type: 'cluster'; task: string; cluster: TaskView['cluster'] }
  | { type: 'task-ready'; task: string; at: number }
  /** All clusters are ready: the clock runs from `at`. */
  | { type: 'started'; at: number }
  | { type: 'alerted'; minutes: number }
  /** Time lost by our own fault is given back. */
  | { type: 'credited'; ms: number }
  | { type: 'task-opened'; task: string; at: number }
  | { type: 'marked'; task: string; flagged?: boolean | undefined; done?: boolean | undefined }
  | { type: 'level'; level: Level }
  | { type: 'checklists'; checklists: Checklist[] }
  | { type: 'coached'; checklist: ChecklistId; item: string; hint: string }
  | { type: 'reviewed' }
  /** Strict: a task has used up its budget (again). */
  | { type: 'over-budget'; task: string }
  | { type: 'budget-answered'; task: string }
  | { type: 'notes'; notes: string }
  | { type: 'self-report'; report: SelfReport }
  | { type: 'terminals'; terminals: TerminalView[] }
  | { type: 'ended'; reason: EndReason; at: number }
  | { type: 'grade-progress'; done: number; total: number }
  /** `score` is a percent; a second grading (after checks of ours failed) replaces it. */
  | { type: 'graded'; score: number }
  | { type: 'abandoned'; at: number }
  | { type: 'failed'; message: string; next?: string | undefined; at: number }
  /** A round of a drill opened, ended, or took note of a slip. */
  | { type: 'drill'; drill: DrillState }
  /** A restarted grader builds the machines anew: the steps start over. */
  | { type: 'preparing-again' }

const MINUTE = 60_000

function withTask(state: SessionState, id: string, change: (task: TaskState) => TaskState): SessionState {
  return { ...state, tasks: state.tasks.map((task) => (task.id === id ? change(task) : task)) }
}

/** Steps keep the place where they were first told. */
export function withStep(steps: readonly Step[], step: Step): Step[] {
  return steps.some(({ id }) => id === step.id) ? steps.map((old) => (old.id === step.id ? step : old)) : [...steps, step]
}

/** The time since the current task was opened is counted to it. */
function countVisit(state: SessionState, at: number): SessionState {
  const since = state.currentSince
  if (since === undefined) return state
  return withTask({ ...state, currentSince: at }, state.currentTask, (task) => ({
    ...task,
    spentMs: task.spentMs + Math.max(0, at - since),
  }))
}

function withoutVisit(state: SessionState, at: number): SessionState {
  const { currentSince: _, ...rest } = countVisit(state, at)
  return rest
}

/** Pure. Whether a change is allowed in the present phase is asked before (`allowed.ts`). */
export function apply(state: SessionState, change: Change): SessionState {
  switch (change.type) {
    case 'step':
      return { ...state, steps: withStep(state.steps, change.step) }
    case 'cluster':
      return withTask(state, change.task, (task) => ({ ...task, cluster: change.cluster }))
    case 'task-ready':
      return withTask(state, change.task, (task) => ({ ...task, readyAt: change.at }))
    case 'started': {
      const started: SessionState = { ...state, phase: 'running', startedAt: change.at, currentSince: change.at }
      const opened = withTask(started, state.currentTask, (task) => ({ ...task, opened: true }))
      return state.kind === 'practice' ? opened : { ...opened, endsAt: change.at + state.minutes * MINUTE }
    }
    case 'alerted':
      return { ...state, alerted: [...state.alerted, change.minutes] }
    case 'credited':
      return {
        ...state,
        creditedMs: state.creditedMs + change.ms,
        ...(state.endsAt === undefined ? {} : { endsAt: state.endsAt + change.ms }),
        ...(state.drill ? { drill: shiftOpen(state.drill, change.ms) } : {}),
      }
    case 'task-opened': {
      const counted = countVisit(state, change.at)
      const { overBudget: _, ...asked } = counted // asked again when it is opened again
      return withTask({ ...asked, currentTask: change.task, currentSince: change.at }, change.task, (task) => ({ ...task, opened: true }))
    }
    case 'marked':
      return withTask(state, change.task, (task) => ({
        ...task,
        flagged: change.flagged ?? task.flagged,
        done: change.done ?? task.done,
      }))
    case 'level': {
      const { overBudget: _, ...rest } = state
      return { ...rest, level: change.level, ...(change.level === 'exam' ? { checklists: [] } : {}) }
    }
    case 'checklists':
      return { ...state, checklists: change.checklists }
    case 'coached':
      return { ...state, coached: [...state.coached, change.hint] }
    case 'reviewed':
      return { ...state, reviewed: true }
    case 'over-budget':
      return { ...state, overBudget: change.task }
    case 'budget-answered': {
      const { overBudget: _, ...rest } = state
      return withTask(rest, change.task, (task) => ({ ...task, budgetAnswers: task.budgetAnswers + 1 }))
    }
    case 'notes':
      return { ...state, notes: change.notes }
    case 'self-report':
      return { ...state, selfReport: { ...state.selfReport, ...change.report } }
    case 'terminals':
      return {
        ...state,
        terminals: change.terminals,
        lastTerminal: Math.max(state.lastTerminal, ...change.terminals.map(({ id }) => Number(id.slice(1)))),
      }
    case 'ended':
      return {
        ...withoutVisit(state, change.at),
        phase: 'grading',
        endedAt: change.at,
        endedReason: change.reason,
        ...(state.drill ? { drill: closeDrill(state.drill, change.at) } : {}),
      }
    case 'grade-progress':
      return { ...state, progress: { done: change.done, total: change.total } }
    case 'graded':
      return { ...state, phase: 'finished', score: change.score }
    case 'abandoned':
      return { ...withoutVisit(state, change.at), phase: 'abandoned', endedAt: change.at, endedReason: 'abandoned' }
    case 'failed': {
      const failure = change.next === undefined ? { message: change.message } : { message: change.message, next: change.next }
      return { ...withoutVisit(state, change.at), phase: 'failed', endedAt: state.endedAt ?? change.at, failure }
    }
    case 'drill':
      return { ...state, drill: change.drill }
    case 'preparing-again': {
      const tasks = state.tasks.map((task) => ({ ...task, cluster: { state: 'waiting' as const, steps: [] } }))
      return { ...state, steps: [], terminals: [], tasks }
    }
  }
}
