import type { HabitEventBody } from '@unflunk/shared/habits'
import { describe, expect, it } from 'vitest'
import { brief, Story, usualTasks } from '../testing/story.ts'
import { pointsDisplaced } from './points-displaced.ts'
import { ritual } from './ritual.ts'
import { waiting } from './waiting.ts'

const missing = (story: Story) => story.fails(2, { api: 'plain' }).fails(3, { app: 'plain' })
const onTask1 = (minutes: number) => new Story().opens(1).ssh(1).types('k get po').after(minutes)

describe('points-displaced', () => {
  it.each<[string, Story, string[]]>([
    ['twelve minutes on a task of six, unsolved, and two never begun', missing(onTask1(12).fails(1, { web: 'plain' })).ends(), ['slip t1']],
    [
      'the others were skimmed first',
      missing(new Story().opens(2).opens(3).opens(1).ssh(1).types('k get po').after(12).fails(1, { web: 'plain' })).ends(),
      ['slip t1'],
    ],
    ['it ended solved', missing(onTask1(12)).ends(), []],
    ['the time over would have held no other task', missing(onTask1(10).fails(1, { web: 'plain' })).ends(), []],
    [
      'the others were tried',
      missing(
        onTask1(14).fails(1, { web: 'plain' }).exits().opens(2).ssh(2).types('k get po').exits().opens(3).ssh(3).types('k get po'),
      ).ends(),
      [],
    ],
    ['ended with much time left', missing(onTask1(12).fails(1, { web: 'plain' })).ends(20), []],
    ['practice', missing(new Story().practice().opens(1).ssh(1).types('k get po').after(14).fails(1, { web: 'plain' })).ends(), []],
    [
      'everything begun, nothing over',
      onTask1(4).exits().opens(2).ssh(2).types('k get po').exits().opens(3).ssh(3).types('k get po').ends(),
      ['kept'],
    ],
  ])('%s', (_, story, expected) => {
    expect(brief(story.findings(pointsDisplaced))).toEqual(expected)
  })

  it('counts each waiting task once, the dearest first', () => {
    const weights = [30, 20, 50]
    const tasks = weights.map((weight, index) => ({ ...usualTasks[index + 1], weight }))
    const story = missing(new Story(tasks).opens(1).ssh(1).types('k get po').after(13).fails(1, { web: 'plain' })).ends()
    const findings = story.findings(pointsDisplaced)
    expect(findings.map(({ says }) => says)).toEqual([
      'Task 1 took 14 of its 6 minutes and was not solved; the 8 min over would have held task 3 (50 %, 6 min), which was never begun.',
    ])
    expect(findings[0]?.next).toContain('At 0:06:10')
  })
})

const idle = (seconds: number): HabitEventBody => ({ type: 'terminal-idle', terminal: 'x1', ms: seconds * 1000 })

describe('waiting', () => {
  const still = (minutes: number) => missing(onTask1(minutes).logs(idle(minutes * 60)))
  const down = (story: Story, times: number) => {
    for (let turn = 0; turn < times; turn++) story.complains('k get po', 'unreachable', 'connection refused')
    return story
  }
  it.each<[string, Story, string[]]>([
    ['three minutes without a key, with tasks open', still(3).ends(), ['slip t1']],
    ['under two minutes', still(1.5).ends(), []],
    ['nothing else was open', onTask1(3).logs(idle(180)).fails(1, { web: 'plain' }).ends(), []],
    ['a command ran', missing(new Story().opens(1).ssh(1).edits('k rollout status deploy web', {}, 180).logs(idle(180))).ends(), []],
    [
      'kubectl wait ran',
      missing(new Story().opens(1).ssh(1).edits('k wait --for=condition=Ready po/a', {}, 180).logs(idle(180))).ends(),
      [],
    ],
    ['an editor was open', missing(new Story().opens(1).ssh(1).edits('vim a.yaml', {}, 180).logs(idle(180))).ends(), []],
    ['the documentation was read', missing(onTask1(0).looksUp('https://kubernetes.io/docs/', 180).logs(idle(180))).ends(), []],
    ['another task was read', missing(onTask1(0).opens(2).after(3).logs(idle(195))).ends(), []],
    ['the task was read, after the login', missing(new Story().opens(1).ssh(1).after(3).logs(idle(180))).ends(), []],
    ['the window was left', missing(onTask1(1.5).logs({ type: 'left-window', ms: 60_000 }).after(1.5).logs(idle(180))).ends(), []],
    ['the connection was gone', missing(onTask1(1.5).logs({ type: 'disconnected', ms: 60_000 }).after(1.5).logs(idle(180))).ends(), []],
    ['practice', missing(new Story().practice().opens(1).ssh(1).types('k get po').after(3).logs(idle(180))).ends(), []],
    ['asking a dead API server again and again', missing(down(new Story().opens(1).ssh(1), 14)).ends(), ['slip t1']],
    ['asking it a few times', missing(down(new Story().opens(1).ssh(1), 4)).ends(), []],
    ['reading its log in between', missing(down(down(new Story().opens(1).ssh(1), 7).types('sudo crictl logs abc'), 7)).ends(), []],
  ])('%s', (_, story, expected) => {
    expect(brief(story.findings(waiting))).toEqual(expected)
  })

  it('says how long, and what was open', () => {
    const [finding] = still(3).ends().findings(waiting)
    expect(finding?.says).toBe('You spent 180 s from 0:00:41 on without any input, while tasks 2 and 3 had open points.')
  })
})

describe('ritual', () => {
  const words = ['alias kn="kubectl -n"', 'export dry="--dry-run=client -o yaml"', 'echo set ts=2 sw=2 et >> ~/.vimrc']
  const on = (story: Story, task: number, lines: readonly string[]) => {
    story.opens(task).ssh(task)
    for (const line of lines) story.types(line)
    return story.exits()
  }
  const all = (lines: readonly string[]) => [1, 2, 3].reduce((story, task) => on(story, task, lines), new Story())
  it.each<[string, Story, string[]]>([
    ['the same three lines on three hosts', all(words).ends(), ['slip']],
    ['completion and the editor', all(['source <(kubectl completion bash)', 'vim ~/.vimrc', 'source ~/.bashrc']).ends(), ['slip']],
    ['on two hosts', on(on(new Story(), 1, words), 2, words).ends(), []],
    ['one short line on each', all([words[0] ?? '']).ends(), []],
    ['once, on base', words.reduce((story, line) => story.types(line), new Story().opens(1)).ends(), []],
    [
      'what the task itself needs',
      all(['export KUBECONFIG=/root/k.conf', 'export ETCDCTL_API=3', 'cd /etc', 'sudo vim /etc/hosts']).ends(),
      [],
    ],
    ['a line that does work too', all(['alias x=y; k apply -f a.yaml', 'export a=b && k get po', 'alias y=z; k get po']).ends(), []],
  ])('%s', (_, story, expected) => {
    expect(brief(story.findings(ritual))).toEqual(expected)
  })

  it('says seconds times hosts', () => {
    const [finding] = all(words).ends().findings(ritual)
    expect(finding?.says).toMatch(
      /^Aliases and editor settings were typed again on 3 hosts: about 3\d s each, 9\d s in all, the first at 0:00:/,
    )
  })
})
