import { expect, it } from 'vitest'
import { examState } from '../testing/session-state.ts'
import { dueAt, nextLookMs } from './clock.ts'
import type { SessionState } from './state.ts'

const MINUTE = 60_000
const running = (changes: Partial<SessionState> = {}): SessionState =>
  examState({ phase: 'running', startedAt: 0, endsAt: 45 * MINUTE, ...changes })
const left = (minutes: number) => (45 - minutes) * MINUTE

it.each<[string, SessionState, number, ReturnType<typeof dueAt>]>([
  ['nothing at the start', running(), 0, undefined],
  ['nothing a moment before the first alert', running(), left(30) - 1, undefined],
  ['the alert at 30 minutes', running(), left(30), { type: 'alert', minutes: 30 }],
  ['nothing after it was given', running({ alerted: [30] }), left(29), undefined],
  ['the alert at 15 minutes', running({ alerted: [30] }), left(15), { type: 'alert', minutes: 15 }],
  ['the alert at 5 minutes', running({ alerted: [30, 15] }), left(5), { type: 'alert', minutes: 5 }],
  ['the end', running({ alerted: [30, 15, 5] }), left(0), { type: 'time-up' }],
  ['the end, long after (the grader was away)', running(), left(-90), { type: 'time-up' }],
  ['only the nearest of two missed alerts', running(), left(12), { type: 'alert', minutes: 15 }],
  ['no older alert after a nearer one', running({ alerted: [15] }), left(12), undefined],
  ['no alert twice after time was given back', running({ alerted: [30], endsAt: 50 * MINUTE }), 20 * MINUTE, undefined],
  ['no alert of 30 minutes in an exam of 30', running({ minutes: 30, endsAt: 30 * MINUTE }), 0, undefined],
  ['nothing while it is graded', running({ phase: 'grading' }), left(-1), undefined],
  ['nothing in practice', examState({ kind: 'practice', phase: 'running', startedAt: 0 }), left(-1), undefined],
])('due: %s', (_, state, now, due) => {
  expect(dueAt(state, now)).toEqual(due)
})

it('is looked at every second, and exactly at the end', () => {
  expect(nextLookMs(running(), 0)).toBe(1_000)
  expect(nextLookMs(running(), left(0) - 300)).toBe(300)
  expect(nextLookMs(running(), left(-1))).toBe(0)
  expect(nextLookMs(examState({ kind: 'practice', phase: 'running' }), 0)).toBe(1_000)
})
