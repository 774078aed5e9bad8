import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { percentPerPoint } from './context.ts'
import { report } from './report.ts'
import { longExam } from './testing/long-exam.ts'
import { brief, Story, usualTasks } from './testing/story.ts'

/** As the result page tells it: percent of what could be judged. */
function score(story: Story): number {
  const earned = story.context.tasks.reduce((sum, task) => sum + (task.grade?.points ?? 0) * percentPerPoint(task), 0)
  const unknown = story.context.tasks.flatMap((task) =>
    task.checks
      .filter(
        (check) => !check.guard && task.grade?.verdicts.some((verdict) => verdict.checkId === check.id && verdict.outcome === 'error'),
      )
      .map((check) => check.points * percentPerPoint(task)),
  )
  const judged = 100 - unknown.reduce((sum, percent) => sum + percent, 0)
  return judged < 1e-6 ? 0 : (100 * earned) / judged
}

const lines = (story: Story) => story.report().ledger.map((row) => `${row.task} ${row.reason} ${row.points}`)

describe('the ledger', () => {
  it('tells for every percent lost the reason that is best proven', () => {
    const story = new Story()
      .opens(1)
      .ssh(1)
      .types('k create deploy web --image nginx')
      .makes(1, 'Deployment default/web')
      .exits()
      .opens(2)
      .ssh(2)
      .types('k -n gemini edit deploy api')
      .changes(2, 'Deployment gemini/api')
      .silently(2)
      .types('k -n gemini delete deploy api')
      .deletes(2, 'Deployment gemini/api')
      .fails(1, { web: 'other-namespace', answers: 'plain' })
      .fails(2, { api: 'plain' })
      .fails(3, { app: 'plain' })
      .ends(20)
    expect(lines(story)).toEqual(['t2 broke-it-later 33.4', 't3 never-reached 33.3', 't1 wrong-place 22.2', 't1 could-not 11.1'])
  })

  it.each<[string, Story, string[]]>([
    [
      'another name is a misreading',
      new Story().opens(3).ssh(3).types('k create cm aps').fails(3, { app: 'other-name' }).ends(),
      ['t3 misread 33.3'],
    ],
    ['our own fault is no loss', new Story().opens(3).ssh(3).types('k create cm app').fails(3, { app: 'error' }).ends(), []],
    [
      'a word of the text that is not so is a misreading, and not a missing look',
      new Story([{ ...usualTasks[3], text: 'Make a ConfigMap `app` with `mode=dark`.' }])
        .opens(1)
        .ssh(1)
        .types('k create cm app --from-literal mode=drak')
        .makes(1, 'ConfigMap default/app')
        .fails(1, { app: { expected: 'data.mode: dark', observed: 'drak' } })
        .ends(),
      ['t1 misread 100'],
    ],
    ['opened and left without doing anything', new Story().opens(3).fails(3, { app: 'plain' }).ends(), ['t3 never-reached 33.3']],
    [
      'a broken guard costs no more than was earned',
      new Story().opens(1).ssh(1).types('k get po').fails(1, { web: 'plain', answers: 'plain', system: 'plain' }).ends(),
      ['t1 could-not 33.3'],
    ],
    ['full marks need no words', new Story().ends(), []],
  ])('%s', (_, story, expected) => {
    expect(lines(story)).toEqual(expected)
  })

  it('adds up to exactly what is missing from 100, whatever failed', () => {
    const outcome = fc.constantFrom('pass', 'plain', 'error', 'other-namespace', 'other-name', 'other-cluster', 'not-written')
    const weights = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 39 }))
    fc.assert(
      fc.property(
        fc.array(outcome, { minLength: 5, maxLength: 5 }),
        weights,
        fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
        (outcomes, [one, two], opened) => {
          const weight = [one, two, 100 - one - two]
          const story = new Story([1, 2, 3].map((task) => ({ ...usualTasks[task], weight: weight[task - 1] ?? 0 })))
          for (const task of [1, 2, 3]) if (opened[task - 1]) story.opens(task).ssh(task).types('k get po').exits()
          const ids = ['web', 'answers', 'system', 'api', 'app']
          ids.forEach((id, index) => {
            const task = index < 3 ? 1 : index - 1
            const kind = outcomes[index] ?? 'pass'
            if (kind !== 'pass') story.fails(task, { ...story.failuresOf(task), [id]: kind })
          })
          story.ends(10)
          const lost = story.report().ledger.reduce((sum, row) => sum + row.points, 0)
          // The third is a guard, which earns nothing: where all the others could not be run, there is no score.
          fc.pre(outcomes.some((kind, index) => kind !== 'error' && index !== 2))
          expect(lost).toBeCloseTo(Math.round((100 - score(story)) * 10) / 10, 6)
        },
      ),
    )
  })
})

describe('the cards', () => {
  const states = (story: Story) => Object.fromEntries(story.report().cards.map((card) => [card.advice, card.state]))

  it('are fourteen, and say why they are not measured', () => {
    const { cards } = new Story().ends().report()
    expect(cards.map((card) => card.advice).join(' ')).toBe('1 2 3 4 5 6 7 8 8b 9 10 11 12 13')
    for (const card of cards) expect(card.reason).toMatch(/^[A-Z].{15,}\.$/)
  })

  it('show a slip before praise, and the worst slip first', () => {
    const story = new Story()
      .opens(1)
      .ssh(1)
      .types('k create deploy web')
      .makes(1, 'Deployment default/web')
      .types('k get deploy')
      .fails(1, { web: 'other-namespace' })
      .ends()
    expect(states(story)).toMatchObject({ '10': 'slipped', '11': 'not-measured', '13': 'clear', '9': 'clear', '5': 'not-measured' })
  })

  it('count a lost check once, though two rules saw it', () => {
    const story = new Story()
      .opens(1)
      .ssh(2)
      .types('k -n apollo create deploy web')
      .makes(2, 'Deployment apollo/web')
      .fails(1, { web: 'other-cluster' })
      .ends()
    const claims = story
      .report()
      .cards.flatMap((card) => card.findings)
      .filter((finding) => finding.points !== undefined)
    expect(brief(claims)).toEqual(['slip t1 -22.2'])
  })
})

describe('the timeline', () => {
  it('tells the stays, one mark for a burst of changes, and the silent grades', () => {
    const story = new Story().opens(1).ssh(1).types('k apply -f all.yaml').makes(1, 'Deployment apollo/web').makes(1, 'Service apollo/web')
    const { timeline } = story.leaves(1).silently(1, ['web']).opens(2).ends(10).report()
    expect(timeline.visits.map(({ task, from, to }) => `${task} ${to - from}`)).toEqual(['t1 31500', 't2 10000'])
    expect(timeline.marks.map(({ task, type }) => `${task} ${type}`)).toEqual(['t1 change'])
    expect(timeline.marks[0]).toMatchObject({ says: 'Deployment web in namespace apollo created', terminal: 'x1' })
    expect(timeline.banked).toMatchObject([{ task: 't1', points: 1, of: 3 }])
  })

  it('marks a failed command once, in its own words, and takes an answer for no error', () => {
    const { timeline } = new Story()
      .opens(2)
      .ssh(2)
      .complains('k apply -f web.yaml', 'yaml', 'error converting YAML to JSON: line 4')
      .types('k -n gemini rollout undo deploy/api', 1)
      .types('k -n gemini get pods | grep api', 1)
      .types('k auth can-i list pods', 1)
      .types('tail -f /var/log/syslog', 130)
      .exits()
      .ends(10)
      .report()
    expect(timeline.marks.map(({ task, type, says }) => `${task} ${type}: ${says}`)).toEqual([
      't2 error: error converting YAML to JSON: line 4',
      't2 error: k -n gemini rollout undo deploy/api: ended with 1',
    ])
  })
})

describe('a whole exam', () => {
  it('of two hours is read in 200 ms or less with 5,000 events', { timeout: 60_000 }, () => {
    const { log, context } = longExam()
    expect(log.length).toBeGreaterThanOrEqual(5_000)
    report(log, context)
    const times = [1, 2, 3, 4, 5].map(() => {
      const before = process.cpuUsage()
      report(log, context)
      return process.cpuUsage(before).user / 1000
    })
    // Processor time and the best of five: the machine is shared, the code is what is measured.
    expect(Math.min(...times)).toBeLessThan(200)
  })
})
