import type { SessionEvent } from '@unflunk/shared/session'
import { expect, test } from 'vitest'
import { exam, NOW, practice } from '../../test/fixtures.ts'
import { initialState, reduce, type SessionState } from './reduce.ts'

type Story = SessionEvent extends infer E ? (E extends SessionEvent ? Omit<E, 'seq'> : never) : never

/** Numbers the events and plays them. */
function play(events: Story[], from: SessionState = initialState): SessionState {
  return events.reduce((state, event, index) => reduce(state, { ...event, seq: index + 1 } as SessionEvent, NOW), from)
}

const started: Story = { type: 'state', session: exam(), serverNow: NOW + 1500 }
const taskOf = (state: SessionState, id: string) => state.session?.tasks.find((task) => task.id === id)

test('the whole state comes first and sets the clock by the server', () => {
  const state = play([started])
  expect(state.session?.title).toBe('Mock 1')
  expect(state.clockOffset).toBe(1500)
})

test('events before the whole state change nothing', () => {
  expect(play([{ type: 'notes', notes: 'early' }]).session).toBeUndefined()
})

test('a flag changes one task and leaves the others as they were', () => {
  const before = play([started])
  const after = play([{ type: 'task', task: 't5', flagged: true, done: false, opened: true }], before)
  expect(taskOf(after, 't5')).toMatchObject({ flagged: true, opened: true })
  expect(taskOf(after, 't1')).toBe(taskOf(before, 't1'))
})

test('time given back moves the end and the clock', () => {
  const state = play([started, { type: 'clock', endsAt: NOW + 99_000, creditedMs: 9000, serverNow: NOW - 200 }])
  expect(state.session).toMatchObject({ endsAt: NOW + 99_000, creditedMs: 9000 })
  expect(state.clockOffset).toBe(-200)
})

test('the clock starts when the clusters are ready', () => {
  const { startedAt: _s, endsAt: _e, ...waiting } = exam({ phase: 'preparing' })
  const state = play([
    { type: 'state', session: waiting, serverNow: NOW },
    { type: 'phase', phase: 'running', startedAt: NOW, endsAt: NOW + 1000 },
  ])
  expect(state.session).toMatchObject({ phase: 'running', startedAt: NOW, endsAt: NOW + 1000 })
})

test('ending keeps the times that the phase event does not repeat', () => {
  const state = play([started, { type: 'phase', phase: 'grading' }, { type: 'grade-progress', done: 3, total: 14 }])
  expect(state.session?.endsAt).toBe(exam().endsAt)
  expect(state.gradeProgress).toEqual({ done: 3, total: 14 })
})

test('an alert is kept with its number, so that the same minutes can alert again', () => {
  const state = play([started, { type: 'alert', minutes: 30 }, { type: 'alert', minutes: 30 }])
  expect(state.alert).toEqual({ minutes: 30, seq: 3 })
})

test('a reset cluster makes the old grade of its task disappear', () => {
  const grade = { verdicts: [], points: 1, of: 3, at: NOW }
  const graded = play([
    { type: 'state', session: practice(), serverNow: NOW },
    { type: 'graded', task: 't1', grade },
  ])
  expect(graded.grades.t1).toEqual(grade)
  expect(play([{ type: 'cluster', task: 't1', cluster: { state: 'resetting', steps: [] } }], graded).grades.t1).toBeUndefined()
})

test('opening a task, terminals and notes from elsewhere arrive', () => {
  const state = play([
    started,
    { type: 'current-task', task: 't6' },
    { type: 'terminals', terminals: [{ id: 'b', title: 'terminal 2', exited: true }] },
    { type: 'notes', notes: 'from the other tab' },
  ])
  expect(state.session).toMatchObject({ currentTask: 't6', notes: 'from the other tab', terminals: [{ id: 'b' }] })
})

test('another tab taking over leaves what was seen readable', () => {
  const before = play([started])
  expect(play([{ type: 'taken-over' }], before)).toBe(before)
})
