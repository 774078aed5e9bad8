import { describe, expect, it } from 'vitest'
import { brief, Story } from '../testing/story.ts'
import { slowLookUp } from './slow-look-up.ts'

const PAGE = 'https://kubernetes.io/docs/concepts/services-networking/network-policies/'

function looks(seconds: number, times: number, story = new Story().opens(1).ssh(1)): Story {
  for (let time = 0; time < times; time++) story.looksUp(PAGE, seconds).types('k get po')
  return story
}

describe('slow-look-up', () => {
  it.each<[string, Story, string[]]>([
    ['over a minute until the next command, three times', looks(90, 3).ends(), ['slip']],
    ['twice is no habit', looks(90, 2).ends(), []],
    ['three quick ones are worth praise', looks(20, 3).ends(), ['kept']],
    [
      'pages opened one after the other are one look-up',
      looks(90, 2).looksUp(PAGE, 70).looksUp(PAGE, 70).types('k get po').ends(),
      ['slip'],
    ],
    [
      'reading with an open editor is not measured: its keys leave no events',
      new Story()
        .opens(1)
        .ssh(1)
        .logs({ type: 'command-started', terminal: 'x1', host: 'cka1', user: 'candidate', cwd: '/root', line: 'vim web.yaml' })
        .looksUp(PAGE, 90)
        .looksUp(PAGE, 90)
        .looksUp(PAGE, 90)
        .ends(),
      [],
    ],
    [
      'what was pasted from the page ends the look-up',
      new Story()
        .opens(1)
        .ssh(1)
        .logs({ type: 'command-started', terminal: 'x1', host: 'cka1', user: 'candidate', cwd: '/root', line: 'vim web.yaml' })
        .looksUp(PAGE, 20)
        .pastes(300)
        .after(5)
        .looksUp(PAGE, 20)
        .pastes(300)
        .looksUp(PAGE, 20)
        .pastes(300)
        .ends(),
      ['kept'],
    ],
    ['another task was opened in between: not measured', looks(90, 2).looksUp(PAGE, 90).opens(2).types('k get po').ends(), []],
    ['a page outside the list', new Story().opens(1).isRefused('https://stackoverflow.com/').ends(), ['slip']],
  ])('%s', (_, story, expected) => {
    expect(brief(story.findings(slowLookUp))).toEqual(expected)
  })

  it('says how many, and which page took longest', () => {
    const [finding] = looks(90, 3).ends().findings(slowLookUp)
    expect(finding?.says).toBe(`3 of 3 look-ups took over a minute until the next command; the longest took 90 s, from ${PAGE}.`)
  })
})
