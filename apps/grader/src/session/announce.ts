// What the page hears of a change: pure, so that every story of a session can be read in a test.
import type { SessionEvent } from '@unflunk/shared/session'
import { drillView } from '../drills/progress.ts'
import type { Change } from './change.ts'
import { type SessionState, taskOf } from './state.ts'
import { viewOf } from './view.ts'

/** A union without `seq`, each member on its own. */
type WithoutSeq<T> = T extends unknown ? Omit<T, 'seq'> : never
export type Announcement = WithoutSeq<SessionEvent>

function phaseOf(state: SessionState): Announcement {
  return { type: 'phase', phase: state.phase, startedAt: state.startedAt, endsAt: state.endsAt, failure: state.failure }
}

function levelOf({ level, reviewed, overBudget }: SessionState): Announcement {
  return { type: 'level', level, reviewed, overBudget }
}

function taskMarks(state: SessionState, id: string): Announcement[] {
  const task = taskOf(state, id)
  return task ? [{ type: 'task', task: id, flagged: task.flagged, done: task.done, opened: task.opened }] : []
}

/** `state` is the one after the change. */
export function announce(state: SessionState, change: Change, now: number): Announcement[] {
  switch (change.type) {
    case 'step':
      return [{ type: 'steps', steps: state.steps }]
    case 'cluster':
      return [{ type: 'cluster', task: change.task, cluster: change.cluster }]
    case 'started': // the whole state: an exam's task texts are sent for the first time
    case 'preparing-again':
      return [{ type: 'state', session: viewOf(state), serverNow: now }]
    case 'alerted':
      return [{ type: 'alert', minutes: change.minutes }]
    case 'credited': {
      if (state.endsAt === undefined) return []
      const clock: Announcement = { type: 'clock', endsAt: state.endsAt, creditedMs: state.creditedMs, serverNow: now }
      return state.drill ? [clock, { type: 'drill', drill: drillView(state.drill, false) }] : [clock]
    }
    case 'drill':
      return [{ type: 'drill', drill: drillView(change.drill, false) }]
    case 'task-ready': // told by its cluster
    case 'self-report': // told by the page itself
      return []
    case 'task-opened':
      return [
        { type: 'current-task', task: change.task },
        ...taskMarks(state, change.task),
        ...(state.level === 'strict' ? [levelOf(state)] : []),
      ]
    case 'marked':
      return taskMarks(state, change.task)
    case 'level':
    case 'reviewed':
    case 'over-budget':
    case 'budget-answered':
      return [levelOf(state), ...(change.type === 'level' ? [{ type: 'checklists' as const, checklists: state.checklists }] : [])]
    case 'checklists':
      return [{ type: 'checklists', checklists: state.checklists }]
    case 'coached':
      return [{ type: 'coached', checklist: change.checklist, item: change.item, hint: change.hint }]
    case 'notes':
      return [{ type: 'notes', notes: change.notes }]
    case 'terminals':
      return [{ type: 'terminals', terminals: change.terminals }]
    case 'grade-progress':
      return [{ type: 'grade-progress', done: change.done, total: change.total }]
    case 'graded':
      // The score of a drill is on its own screen: told together with the end of the phase.
      return state.drill ? [{ type: 'drill', drill: drillView(state.drill, true) }, phaseOf(state)] : [phaseOf(state)]
    case 'ended':
    case 'abandoned':
    case 'failed':
      return [phaseOf(state)]
  }
}
