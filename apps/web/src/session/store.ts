// One live session of the page: its connection, its state, and the actions a reader can take. Knows nothing of React.
import type { Level } from '@unflunk/shared/checklist'
import type { PageEvent } from '@unflunk/shared/habits'
import type { SelfReport } from '@unflunk/shared/self-report'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { type Answer, type CallOptions, call } from '../api/call.ts'
import { type ConnectionState, connectSession } from '../api/session-connection.ts'
import { createPageEvents } from './page-events.ts'
import { initialState, reduce, type SessionState } from './reduce.ts'

export type RoomState = SessionState & {
  connection: ConnectionState
  /** Round trip of the terminal in front, in milliseconds; absent while unknown or cut. */
  latency: number | undefined
}

export type Room = {
  store: StoreApi<RoomState>
  /** Shown at once, also while the network is cut; the grader hears of it as soon as it can. */
  openTask(task: string): Promise<void>
  mark(task: string, mark: { flagged?: boolean; done?: boolean }): Promise<void>
  setLevel(level: Level): Promise<void>
  answerBudget(task: string, answer: 'flag' | 'go-on'): Promise<void>
  dismissHint(): void
  openTerminal(): Promise<Answer<'openTerminal'>>
  closeTerminal(terminal: string): Promise<void>
  saveNotes(notes: string, options?: CallOptions): Promise<void>
  grade(task: string, signal: AbortSignal): Promise<Answer<'gradeTask'>>
  resetTask(task: string): Promise<void>
  hint(task: string, index: number): Promise<Answer<'hint'>>
  solution(task: string): Promise<Answer<'solution'>>
  /** Of a drill: the open round ends without points. */
  skipRound(): Promise<void>
  report(event: PageEvent): void
  /** The terminal's own round trip, which is what a typing reader feels; undefined while it is cut off. */
  setLatency(ms: number | undefined): void
  /** What the candidate says before the score is shown. */
  selfReport(report: SelfReport): Promise<void>
  end(): Promise<void>
  abandon(): Promise<void>
  takeOver(): void
  dispose(): void
}

/** Joins session `id`. Whoever opens a room disposes it. */
export function openRoom(id: string): Room {
  const store = createStore<RoomState>(() => ({ ...initialState, connection: 'connecting', latency: undefined }))
  const pageEvents = createPageEvents((events, keepalive) => call('pageEvents', { id }, { events }, { keepalive }))
  const connection = connectSession({
    sessionId: id,
    onEvent: (event) => store.setState((state) => reduce(state, event, Date.now())),
    onState: (connection) => store.setState(connection === 'open' ? { connection } : { connection, latency: undefined }),
  })

  const unsubscribe = store.subscribe((state, before) => {
    if (state.connection !== 'open' || before.connection === 'open') return
    // Failing again leaves it unheard until the next time.
    if (unheard !== undefined) openTask(unheard).catch(() => {})
  })
  const retryNow = () => connection.retryNow()
  addEventListener('online', retryNow)

  const act = async (request: Promise<unknown>) => {
    await request
  }

  /** The task that the page shows and the grader does not know of yet. */
  let unheard: string | undefined
  const openTask = async (task: string) => {
    unheard = task
    store.setState(({ session }) => (session ? { session: { ...session, currentTask: task } } : {}))
    try {
      await call('openTask', { id, task }, {})
      if (unheard === task) unheard = undefined
    } catch (error) {
      // Reading goes on without a network; it is told again below, when the connection is back.
      if (store.getState().connection === 'open') throw error
    }
  }

  return {
    store,
    openTask,
    mark: (task, mark) => act(call('markTask', { id, task }, mark)),
    setLevel: (level) => act(call('setLevel', { id }, { level })),
    answerBudget: (task, answer) => act(call('answerBudget', { id, task }, { answer })),
    dismissHint: () => store.setState({ hint: undefined }),
    openTerminal: () => call('openTerminal', { id }, {}),
    closeTerminal: (terminal) => act(call('closeTerminal', { id, terminal }, undefined)),
    saveNotes: (notes, options) => act(call('saveNotes', { id }, { notes }, options)),
    grade: (task, signal) => {
      store.setState({ gradeProgress: undefined })
      return call('gradeTask', { id, task }, {}, { signal })
    },
    resetTask: (task) => act(call('resetTask', { id, task }, {})),
    hint: (task, index) => call('hint', { id, task, index }, {}),
    solution: (task) => call('solution', { id, task }, {}),
    skipRound: () => act(call('skipRound', { id }, {})),
    report: (event) => {
      pageEvents.add(event)
      // At the strict level the end asks whether the review was opened: the grader must know at once.
      if (event.type === 'review-opened') void pageEvents.flush()
    },
    setLatency: (latency) => store.setState({ latency }),
    async selfReport(report) {
      await call('selfReport', { id }, report)
      store.setState(({ session }) => (session ? { session: { ...session, selfReport: { ...session.selfReport, ...report } } } : {}))
    },
    end: () => act(call('endSession', { id }, {})),
    abandon: () => act(call('abandonSession', { id }, {})),
    takeOver: connection.takeOver,
    dispose() {
      unsubscribe()
      removeEventListener('online', retryNow)
      pageEvents.dispose()
      connection.close()
    },
  }
}
