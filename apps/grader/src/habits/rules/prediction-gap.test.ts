import { describe, expect, it } from 'vitest'
import { Story } from '../testing/story.ts'
import { predictionGap } from './prediction-gap.ts'

/** An exam of so many tasks of the same weight, the first `failed` of which went wrong. */
function exam(tasks: number, failed: number): Story {
  const story = new Story(
    Array.from({ length: tasks }, (_, index) => ({
      weight: 100 / tasks,
      text: 'Do it.',
      checks: [{ id: `c${index}`, kind: 'node', says: 'the node is Ready', node: 'controlplane', ready: true }],
    })),
  )
  for (let task = 1; task <= failed; task++) story.opens(task).fails(task, { [`c${task - 1}`]: 'plain' })
  return story
}

const predicting = (story: Story, percent: number) => story.logs({ type: 'prediction', percent })
const seen = (story: Story) => story.findings(predictionGap).map(({ kind, says }) => `${kind}: ${says}`)
const card = (story: Story, advice: string) => story.report().cards.find((one) => one.advice === advice)

describe('prediction against score', () => {
  it.each<[string, Story, string[]]>([
    [
      '15 points too high over 20 tasks is a slip',
      predicting(exam(20, 5), 90).ends(),
      ['slip: You predicted 90 %; it was 75 %: 15 points less than you thought.'],
    ],
    ['14 points too high is told, and no slip', predicting(exam(20, 5), 89).ends(), ['note: You predicted 89 %; it was 75 %.']],
    ['close is praised', predicting(exam(20, 5), 71).ends(), ['kept: You predicted 71 %; it was 75 %: you know where you stand.']],
    ['better than thought is no slip', predicting(exam(20, 5), 30).ends(), ['note: You predicted 30 %; it was 75 %.']],
    [
      'the last word counts',
      predicting(predicting(exam(20, 5), 100), 75).ends(),
      ['kept: You predicted 75 %; it was 75 %: you know where you stand.'],
    ],
    ['nothing was said', exam(20, 5).ends(), []],
    ['a short mock is never judged', predicting(exam(6, 6), 100).ends(), []],
    [
      'what we could not check counts neither way',
      predicting(exam(20, 0).fails(1, { c0: 'error' }), 100).ends(),
      ['kept: You predicted 100 %; it was 100 %: you know where you stand.'],
    ],
  ])('%s', (_, story, expected) => {
    expect(seen(story)).toEqual(expected)
  })

  it.each<[string, Story, string]>([
    [
      'a short mock',
      predicting(exam(6, 3), 85).ends(),
      'You predicted 85 %; it was 50 %. With fewer than 15 tasks a gap says little, so it is not judged.',
    ],
    ['skipped', exam(6, 1).ends(10), 'You gave no prediction when you ended the exam. It is one field, before the score is shown.'],
    ['time was up', exam(6, 1).ends(), 'Time ended the exam, and no prediction was given before the score was shown.'],
    ['practice', exam(1, 1).practice().ends(10), 'In practice you are not asked: one task says little of an exam.'],
  ])('the card says honestly why it cannot tell: %s', (_, story, expected) => {
    expect(card(story, '1')).toMatchObject({ state: 'not-measured', reason: expected })
  })

  it('what was said of sleep and place is repeated and never counted', () => {
    const story = exam(6, 1).logs({ type: 'conditions', sleep: 'bad' }).ends(10)
    expect(card(story, '8')).toMatchObject({ state: 'not-measured', reason: expect.stringMatching(/^You slept badly, as you told us\./) })
    expect(card(story, '8b')).toMatchObject({ state: 'not-measured', reason: 'You skipped the question at the end of the exam.' })
  })
})
