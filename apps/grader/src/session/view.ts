// The session as the browser may see it: no checks, no solutions, and no task texts before an exam's clock runs.
import type { AttemptSummary } from '@unflunk/shared/api'
import type { SessionView, TaskView } from '@unflunk/shared/session'
import { drillView } from '../drills/progress.ts'
import type { SessionState, TaskState } from './state.ts'

function taskView(task: TaskState, kind: SessionState['kind'], readable: boolean): TaskView {
  const { id, number, host, flagged, done, opened, cluster } = task
  return {
    id,
    number,
    host,
    flagged,
    done,
    opened,
    cluster,
    title: task.title,
    markdown: readable ? task.markdown : '',
    quickReference: readable ? task.quickReference : [],
    ...(kind === 'practice' ? { minutes: task.minutes, hints: task.hints } : {}),
  }
}

export function viewOf(state: SessionState): SessionView {
  const {
    id,
    kind,
    source,
    title,
    phase,
    minutes,
    createdAt,
    startedAt,
    endsAt,
    creditedMs,
    currentTask,
    terminals,
    notes,
    allowedDocs,
    steps,
  } = state
  // Reading ahead while machines come up would be a gift of minutes that the real exam does not make.
  const readable = kind === 'practice' || startedAt !== undefined
  return {
    id,
    kind,
    source,
    title,
    phase,
    minutes,
    createdAt,
    startedAt,
    endsAt,
    creditedMs,
    level: state.level,
    startLevel: state.startLevel,
    checklists: state.checklists,
    overBudget: state.overBudget,
    reviewed: state.reviewed,
    currentTask,
    tasks: state.tasks.map((task) => taskView(task, kind, readable)),
    terminals,
    notes,
    allowedDocs,
    selfReport: state.selfReport,
    steps,
    failure: state.failure,
    ...(state.drill ? { drill: drillView(state.drill, phase === 'finished') } : {}),
  }
}

export function summaryOf(state: SessionState): AttemptSummary {
  const { id, kind, source, title, phase, createdAt, endedAt, score, passMark, startLevel: level } = state
  // Practice is not passed or failed.
  return { id, kind, source, title, phase, createdAt, endedAt, score, level, ...(kind === 'exam' ? { passMark } : {}) }
}
