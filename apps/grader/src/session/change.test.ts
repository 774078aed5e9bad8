import { describe, expect, it } from 'vitest'
import { examState } from '../testing/session-state.ts'
import { announce } from './announce.ts'
import { apply, type Change } from './change.ts'
import type { SessionState } from './state.ts'

const MINUTE = 60_000

/** What the page hears of each change, one line per event; the whole state is only named. */
function story(changes: readonly Change[], from: SessionState = examState()): { state: SessionState; heard: string[] } {
  let state = from
  const heard = changes.flatMap((change) => {
    state = apply(state, change)
    return announce(state, change, 1_000).map(({ type, ...rest }) =>
      type === 'state' ? `state: ${state.phase}` : `${type} ${JSON.stringify(rest)}`,
    )
  })
  return { state, heard }
}

describe('the story of an exam', () => {
  it('from its machines to its result', () => {
    const { heard } = story([
      { type: 'step', step: { id: 't1', title: 'cka1001', state: 'running', startedAt: 5 } },
      { type: 'cluster', task: 't1', cluster: { state: 'setting-up', steps: [] } },
      { type: 'task-ready', task: 't1', at: 8 },
      { type: 'terminals', terminals: [{ id: 'x1', title: 'terminal 1', exited: false }] },
      { type: 'started', at: 10 },
      { type: 'task-opened', task: 't2', at: 10 + MINUTE },
      { type: 'marked', task: 't2', flagged: true },
      { type: 'notes', notes: 'check t2' },
      { type: 'alerted', minutes: 30 },
      { type: 'credited', ms: 5_000 },
      { type: 'ended', reason: 'candidate', at: 10 + 20 * MINUTE },
      { type: 'grade-progress', done: 3, total: 9 },
      { type: 'graded', score: 71.4 },
    ])
    expect(heard).toMatchInlineSnapshot(`
      [
        "steps {"steps":[{"id":"t1","title":"cka1001","state":"running","startedAt":5}]}",
        "cluster {"task":"t1","cluster":{"state":"setting-up","steps":[]}}",
        "terminals {"terminals":[{"id":"x1","title":"terminal 1","exited":false}]}",
        "state: running",
        "current-task {"task":"t2"}",
        "task {"task":"t2","flagged":false,"done":false,"opened":true}",
        "task {"task":"t2","flagged":true,"done":false,"opened":true}",
        "notes {"notes":"check t2"}",
        "alert {"minutes":30}",
        "clock {"endsAt":2705010,"creditedMs":5000,"serverNow":1000}",
        "phase {"phase":"grading","startedAt":10,"endsAt":2705010}",
        "grade-progress {"done":3,"total":9}",
        "phase {"phase":"finished","startedAt":10,"endsAt":2705010}",
      ]
    `)
  })

  it('whose machines did not come up', () => {
    const { heard, state } = story([
      { type: 'step', step: { id: 't1', title: 'cka1001', state: 'failed', message: 'no space' } },
      { type: 'preparing-again' },
      { type: 'failed', message: 'No space on the disk.', next: 'Free some.', at: 90 },
    ])
    expect(heard).toMatchInlineSnapshot(`
      [
        "steps {"steps":[{"id":"t1","title":"cka1001","state":"failed","message":"no space"}]}",
        "state: preparing",
        "phase {"phase":"failed","failure":{"message":"No space on the disk.","next":"Free some."}}",
      ]
    `)
    expect(state).toMatchObject({ steps: [], endedAt: 90 })
  })
})

describe('the state', () => {
  it('lets the clock run from the moment all is ready, for the minutes of the exam', () => {
    expect(apply(examState(), { type: 'started', at: 1_000 })).toMatchObject({
      phase: 'running',
      startedAt: 1_000,
      endsAt: 1_000 + 45 * MINUTE,
    })
  })

  it('has no end in practice', () => {
    const { state } = story(
      [
        { type: 'started', at: 1_000 },
        { type: 'credited', ms: 500 },
      ],
      examState({ kind: 'practice' }),
    )
    expect(state).toMatchObject({ phase: 'running', creditedMs: 500 })
    expect(state.endsAt).toBeUndefined()
  })

  it('counts the time of each visit to its task, the last one up to the end', () => {
    const { state } = story([
      { type: 'started', at: 0 },
      { type: 'task-opened', task: 't2', at: 100 },
      { type: 'task-opened', task: 't1', at: 250 },
      { type: 'ended', reason: 'time', at: 1_000 },
    ])
    expect(state.tasks.map(({ spentMs }) => spentMs)).toEqual([850, 150])
    expect(state.currentSince).toBeUndefined()
  })

  it('changes only the mark that was given', () => {
    const { state } = story([
      { type: 'marked', task: 't1', flagged: true },
      { type: 'marked', task: 't1', done: true },
    ])
    expect(state.tasks[0]).toMatchObject({ flagged: true, done: true })
    expect(state.tasks[1]).toMatchObject({ flagged: false, done: false })
  })

  it('never gives the number of a closed terminal again', () => {
    const { state } = story([
      { type: 'terminals', terminals: ['x1', 'x2'].map((id) => ({ id, title: id, exited: false })) },
      { type: 'terminals', terminals: [{ id: 'x1', title: 'x1', exited: false }] },
    ])
    expect(state.lastTerminal).toBe(2)
  })

  it('keeps the end of an exam whose grading failed', () => {
    const { state } = story([
      { type: 'started', at: 0 },
      { type: 'ended', reason: 'candidate', at: 700 },
      { type: 'failed', message: 'gone', at: 900 },
    ])
    expect(state).toMatchObject({ phase: 'failed', endedAt: 700, endedReason: 'candidate' })
  })
})
