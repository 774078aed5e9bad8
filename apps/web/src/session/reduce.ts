// What the page knows of a session, and how each event changes it. Pure: time comes in as an argument.
import type { ChecklistId } from '@unflunk/shared/checklist'
import type { TaskGrade } from '@unflunk/shared/grading'
import type { SessionEvent, SessionView, TaskView } from '@unflunk/shared/session'

export type Notice = { seq: number; level: 'info' | 'warning' | 'error'; message: string }

export type Hint = { seq: number; checklist: ChecklistId; item: string; says: string }

export type SessionState = {
  session: SessionView | undefined
  /** Server's clock minus this browser's, in milliseconds. */
  clockOffset: number
  /** The newest time alert, until it has been shown long enough. */
  alert: { minutes: number; seq: number } | undefined
  gradeProgress: { done: number; total: number } | undefined
  /** Practice: the newest grade per task. */
  grades: Readonly<Record<string, TaskGrade>>
  /** The newest message from the grader, shown once. */
  notice: Notice | undefined
  /** Coach: the newest hint, until it is dismissed. */
  hint: Hint | undefined
}

export const initialState: SessionState = {
  session: undefined,
  clockOffset: 0,
  alert: undefined,
  gradeProgress: undefined,
  grades: {},
  notice: undefined,
  hint: undefined,
}

const patchSession = (state: SessionState, patch: Partial<SessionView>): SessionState =>
  state.session ? { ...state, session: { ...state.session, ...patch } } : state

const patchTask = (state: SessionState, id: string, patch: Partial<TaskView>): SessionState =>
  state.session ? patchSession(state, { tasks: state.session.tasks.map((task) => (task.id === id ? { ...task, ...patch } : task)) }) : state

/** A reset or a new start makes an older grade of that task meaningless. */
function withoutGrade(state: SessionState, task: string): SessionState {
  const { [task]: _, ...grades } = state.grades
  return { ...state, grades }
}

/** Events before the first `state` change nothing: there is no session yet to change. `now` is this browser's clock. */
export function reduce(state: SessionState, event: SessionEvent, now: number): SessionState {
  switch (event.type) {
    case 'state':
      return { ...state, session: event.session, clockOffset: event.serverNow - now }
    case 'phase': {
      const { startedAt, endsAt, failure } = event
      return patchSession(state, {
        phase: event.phase,
        ...(startedAt === undefined ? {} : { startedAt }),
        ...(endsAt === undefined ? {} : { endsAt }),
        ...(failure === undefined ? {} : { failure }),
      })
    }
    case 'clock':
      return { ...patchSession(state, { endsAt: event.endsAt, creditedMs: event.creditedMs }), clockOffset: event.serverNow - now }
    case 'alert':
      return { ...state, alert: { minutes: event.minutes, seq: event.seq } }
    case 'steps':
      return patchSession(state, { steps: event.steps })
    case 'cluster': {
      const patched = patchTask(state, event.task, { cluster: event.cluster })
      return event.cluster.state === 'resetting' ? withoutGrade(patched, event.task) : patched
    }
    case 'task': {
      const { flagged, done, opened } = event
      return patchTask(state, event.task, { flagged, done, opened })
    }
    case 'current-task':
      return patchSession(state, { currentTask: event.task })
    case 'terminals':
      return patchSession(state, { terminals: event.terminals })
    case 'drill':
      return patchSession(state, { drill: event.drill })
    case 'notes':
      return patchSession(state, { notes: event.notes })
    case 'grade-progress':
      return { ...state, gradeProgress: { done: event.done, total: event.total } }
    case 'graded':
      return { ...state, grades: { ...state.grades, [event.task]: event.grade }, gradeProgress: undefined }
    case 'level':
      return patchSession(state, { level: event.level, reviewed: event.reviewed, overBudget: event.overBudget })
    case 'checklists':
      return patchSession(state, { checklists: event.checklists })
    case 'coached':
      return { ...state, hint: { seq: event.seq, checklist: event.checklist, item: event.item, says: event.hint } }
    case 'notice':
      return { ...state, notice: { seq: event.seq, level: event.level, message: event.message } }
    case 'taken-over':
      // The connection stops; what was seen so far stays readable.
      return state
  }
}
