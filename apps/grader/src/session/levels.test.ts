import { describe, expect, it } from 'vitest'
import { readAttempt } from '../habits/reading.ts'
import { Story } from '../habits/testing/story.ts'
import { examState } from '../testing/session-state.ts'
import { requireLevel } from './allowed.ts'
import { announce } from './announce.ts'
import { apply } from './change.ts'
import { requireLook, requireReview } from './strict.ts'
import { summaryOf, viewOf } from './view.ts'

describe('the level of a session', () => {
  it('may be left at any time in an exam, and never raised', () => {
    const at = (level: 'exam' | 'coach' | 'strict') => examState({ level, startLevel: level })
    for (const [from, to] of [
      ['strict', 'coach'],
      ['strict', 'exam'],
      ['coach', 'exam'],
    ] as const)
      expect(() => requireLevel(at(from), to)).not.toThrow()
    for (const [from, to] of [
      ['exam', 'coach'],
      ['exam', 'strict'],
      ['coach', 'strict'],
    ] as const)
      expect(() => requireLevel(at(from), to)).toThrow(/cannot be raised/)
  })

  it('may be raised in practice', () => {
    expect(() => requireLevel(examState({ kind: 'practice', level: 'coach' }), 'strict')).not.toThrow()
  })

  it('leaves an exam the practice exam that it began as', () => {
    const left = apply(examState({ level: 'strict', startLevel: 'strict', overBudget: 't1' }), { type: 'level', level: 'exam' })
    expect(viewOf(left)).toMatchObject({ level: 'exam', startLevel: 'strict', checklists: [], overBudget: undefined })
    expect(summaryOf(left).level).toBe('strict')
  })

  it('is told to the page, with empty lists where it becomes silent', () => {
    const left = apply(examState({ level: 'coach', checklists: [{ id: 'timing', title: 'Timing', items: [] }] }), {
      type: 'level',
      level: 'exam',
    })
    expect(announce(left, { type: 'level', level: 'exam' }, 0)).toEqual([
      { type: 'level', level: 'exam', reviewed: false, overBudget: undefined },
      { type: 'checklists', checklists: [] },
    ])
  })
})

describe('strict', () => {
  it('wants the review before the end of an exam', () => {
    expect(() => requireReview(examState({ level: 'strict' }))).toThrow(/Open the review/)
    expect(() => requireReview(apply(examState({ level: 'strict' }), { type: 'reviewed' }))).not.toThrow()
    expect(() => requireReview(examState({ level: 'coach' }))).not.toThrow()
    expect(() => requireReview(examState({ kind: 'practice', level: 'strict' }))).not.toThrow()
  })

  it('wants a look after the last change before a task is marked done', () => {
    const made = () => new Story().opens(1).ssh(1).types('k create deploy web -n apollo --image nginx').makes(1, 'Deployment apollo/web')
    const look = (story: Story) => () => requireLook(readAttempt(story.log, story.context, story.now), 't1')
    expect(look(made())).toThrow(/Look once more before you mark it done: nothing on cka1 was looked at after "k create deploy/)
    expect(look(made().types('k get deploy -n apollo'))).not.toThrow()
    expect(look(new Story().opens(1))).not.toThrow()
  })

  it('counts answers about a budget, and asks again when the task is opened again', () => {
    const asked = apply(examState({ level: 'strict' }), { type: 'over-budget', task: 't1' })
    expect(asked.overBudget).toBe('t1')
    expect(apply(asked, { type: 'budget-answered', task: 't1' })).toMatchObject({ tasks: [{ budgetAnswers: 1 }, { budgetAnswers: 0 }] })
    expect(apply(asked, { type: 'task-opened', task: 't2', at: 0 }).overBudget).toBeUndefined()
  })
})
