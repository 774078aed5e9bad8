import { describe, expect, it } from 'vitest'
import { brief, Story, usualTasks } from '../testing/story.ts'
import { brokeItLater } from './broke-it-later.ts'
import { earlyEnd } from './early-end.ts'
import { notLookedAt } from './not-looked-at.ts'

const solved = () => new Story().opens(1).ssh(1).types('k -n apollo create deploy web --image nginx').makes(1, 'Deployment apollo/web')

describe('broke-it-later', () => {
  it.each<[string, Story, string[]]>([
    [
      'right when left, changed afterwards, wrong at the end',
      solved()
        .leaves(1)
        .silently(1)
        .opens(1)
        .types('k -n apollo edit deploy web')
        .changes(1, 'Deployment apollo/web')
        .fails(1, { web: 'plain' })
        .ends(),
      ['slip t1 -22.2'],
    ],
    [
      'a guard that held and was broken later',
      solved().silently(1).types('k cordon cka1').changes(1, 'Node controlplane').fails(1, { system: 'plain' }).ends(),
      ['slip t1 -11.1'],
    ],
    [
      'broken by a command without an effect on an object',
      solved().silently(1).types('sudo systemctl stop kubelet').fails(1, { system: 'plain' }).ends(),
      ['slip t1 -11.1'],
    ],
    [
      'wrong already when it was left',
      solved()
        .silently(1, ['web'])
        .types('k -n apollo edit deploy web')
        .changes(1, 'Deployment apollo/web')
        .fails(1, { web: 'plain' })
        .ends(),
      [],
    ],
    ['nobody touched it: told, not counted', solved().silently(1).fails(1, { web: 'plain' }).ends(), ['note t1']],
    [
      'only looked in between: told, not counted',
      solved().silently(1).types('k -n apollo get deploy').fails(1, { web: 'plain' }).ends(),
      ['note t1'],
    ],
    [
      'a silent grade with a check that could not be run says nothing',
      solved()
        .silently(1, [], 1)
        .types('k -n apollo edit deploy web')
        .changes(1, 'Deployment apollo/web')
        .fails(1, { web: 'plain' })
        .ends(),
      [],
    ],
    [
      'a reset makes the earlier grade void',
      solved().silently(1).resets(1).types('k -n apollo get po').fails(1, { web: 'plain' }).ends(),
      [],
    ],
    [
      'a check that could not be run at the end is not the candidate’s',
      solved().silently(1).types('k -n apollo edit deploy web').changes(1, 'Deployment apollo/web').fails(1, { web: 'error' }).ends(),
      [],
    ],
    [
      'broken and mended again',
      solved()
        .silently(1)
        .types('k edit deploy web')
        .changes(1, 'Deployment apollo/web')
        .silently(1, ['web'])
        .types('k edit deploy web')
        .changes(1, 'Deployment apollo/web')
        .ends(),
      [],
    ],
    [
      'skimmed first, done later',
      new Story()
        .opens(1)
        .leaves(1)
        .silently(1, ['web', 'answers'])
        .opens(1)
        .ssh(1)
        .types('k -n apollo apply -f a')
        .makes(1, 'Deployment apollo/web')
        .ends(),
      [],
    ],
    [
      'came back and got all points',
      solved().silently(1, ['answers']).opens(2).opens(1).types('k -n apollo edit deploy web').changes(1, 'Deployment apollo/web').ends(),
      ['kept t1'],
    ],
  ])('%s', (_, story, expected) => {
    expect(brief(story.findings(brokeItLater))).toEqual(expected)
  })

  it('says when it was right and what came in between', () => {
    const [finding] = solved()
      .silently(1)
      .types('k -n apollo scale deploy web --replicas 0')
      .changes(1, 'Deployment apollo/web')
      .fails(1, { web: 'plain' })
      .ends()
      .findings(brokeItLater)
    expect(finding?.says).toBe(
      'Task 1: 1 check right at 0:00:41, wrong at the end; in between Deployment web in namespace apollo was modified at 0:00:51.',
    )
  })
})

describe('not-looked-at', () => {
  const wrong = { web: 'plain' } as const
  it.each<[string, Story, string[]]>([
    [
      'a change on the cluster of a task that was never opened is another slip',
      new Story().opens(1).ssh(2).types('k create cm kept').makes(2, 'ConfigMap default/kept').exits().fails(2, { api: 'plain' }).ends(),
      [],
    ],
    ['the last change was not looked at, and its object is wrong', solved().fails(1, wrong).ends(), ['slip t1 -22.2']],
    [
      'another visible check failed: a slip without points, as nothing ties them',
      new Story().opens(2).ssh(2).types('k -n gemini create cm x').makes(2, 'ConfigMap gemini/x').fails(2, { api: 'plain' }).ends(),
      ['slip t2'],
    ],
    [
      'of two tasks on one cluster, what is done for the other is no change of this one',
      new Story([usualTasks[1] ?? {}, { ...usualTasks[2], cluster: 't1' }])
        .opens(1)
        .ssh(1)
        .types('k -n apollo create deploy web --image nginx')
        .makes(1, 'Deployment apollo/web')
        .types('k -n apollo get deploy')
        .exits()
        .opens(2)
        .ssh(2)
        .types('k -n gemini set image deploy api api=nginx')
        .changes(2, 'Deployment gemini/api')
        .fails(1, wrong)
        .fails(2, { api: 'plain' })
        .ends(),
      ['slip t2 -50.0'],
    ],
    ['any later read counts', solved().types('k get events').fails(1, wrong).ends(), []],
    [
      'a read on the same line counts',
      new Story()
        .opens(1)
        .ssh(1)
        .types('k -n apollo create deploy web && k -n apollo get deploy')
        .makes(1, 'Deployment apollo/web')
        .fails(1, wrong)
        .ends(),
      [],
    ],
    [
      'kubectl edit is a look',
      solved().types('k -n apollo edit deploy web').changes(1, 'Deployment apollo/web').fails(1, wrong).ends(),
      [],
    ],
    ['a look through ssh from base counts', solved().exits().types('ssh cka1 k -n apollo get deploy').fails(1, wrong).ends(), []],
    ['a look from another terminal counts', solved().inTerminal('x2').ssh(1).types('k -n apollo get deploy').fails(1, wrong).ends(), []],
    ['curl is a look', solved().types('curl -s web.apollo').fails(1, wrong).ends(), []],
    ['a script may have looked', solved().types('./verify.sh').fails(1, wrong).ends(), []],
    [
      'made by a script: not measured',
      new Story().opens(1).ssh(1).types('./make.sh').makes(1, 'Deployment apollo/web').fails(1, wrong).ends(),
      [],
    ],
    ['seen without any command: not measured', new Story().opens(1).makes(1, 'Deployment apollo/web').fails(1, wrong).ends(), []],
    ['the fault would not have been visible', solved().fails(1, { answers: 'plain' }).ends(), []],
    [
      'a dry run or a page of help is no look',
      solved().types('k explain deploy').types('k create deploy x --image y --dry-run=client -o yaml').fails(1, wrong).ends(),
      ['slip t1 -22.2'],
    ],
    ['not looked, and all right: nothing to say', solved().ends(), []],
    [
      'looked in two tasks: worth praise',
      solved()
        .types('k -n apollo get deploy')
        .exits()
        .opens(2)
        .ssh(2)
        .types('k -n gemini edit deploy api')
        .changes(2, 'Deployment gemini/api')
        .types('k get po -A')
        .ends(),
      ['kept'],
    ],
  ])('%s', (_, story, expected) => {
    expect(brief(story.findings(notLookedAt))).toEqual(expected)
  })
})

describe('early-end', () => {
  it.each<[string, Story, string[]]>([
    ['twelve minutes left and a task open', solved().fails(1, { web: 'plain' }).ends(12), ['slip']],
    ['five minutes left are no time for a task', solved().fails(1, { web: 'plain' }).ends(5), []],
    ['everything opened is solved', solved().ends(12), []],
    ['a task that was never opened is another matter', solved().fails(2, { api: 'plain' }).ends(12), []],
    ['what could not be checked is not open', solved().fails(1, { web: 'error' }).ends(12), []],
    ['time ran out', solved().fails(1, { web: 'plain' }).ends(), []],
    ['practice has no end', solved().practice().fails(1, { web: 'plain' }).ends(12), []],
    ['reviewed, and used the time: worth praise', solved().reviews().fails(1, { web: 'plain' }).ends(3), ['kept']],
  ])('%s', (_, story, expected) => {
    expect(brief(story.findings(earlyEnd))).toEqual(expected)
  })

  it('says the time left and the percent that was open', () => {
    const [finding] = solved().fails(1, { web: 'plain' }).ends(12).findings(earlyEnd)
    expect(finding?.says).toBe('You ended with 12 min left and about 22 % open on 1 task that you had opened (1).')
  })
})
