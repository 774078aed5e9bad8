import { describe, expect, it } from 'vitest'
import { causeOf, readAttempt } from './reading.ts'
import { Story } from './testing/story.ts'
import { unmeasured } from './unmeasured.ts'

const read = (story: Story) => readAttempt(story.log, story.context)
const hidden = (story: Story, where?: { terminal?: string; task?: string }) =>
  unmeasured(read(story), 0, Number.POSITIVE_INFINITY, where).map((run) => run.line)

describe('a stretch in which commands may have run that nothing told', () => {
  it.each([
    'tmux new -s a',
    'screen',
    'bash fix.sh',
    './fix.sh',
    'script /tmp/log',
    'k exec -it web -- sh',
    'zsh',
    'su - jane',
    'python3',
    'k9s',
    '',
  ])('%s', (line) => {
    expect(hidden(new Story().opens(1).ssh(1).types('k get po').types(line))).toEqual([line])
  })

  it.each(['k get po', 'vim web.yaml', 'k exec web -- ls', 'sudo systemctl restart kubelet', 'echo a | tee b'])('not: %s', (line) => {
    expect(hidden(new Story().opens(1).ssh(1).types(line))).toEqual([])
  })

  it('ends with the command, and is asked for by terminal and by task', () => {
    const story = new Story()
      .opens(1)
      .ssh(1)
      .edits('tmux', { typed: 90 }, 60)
      .types('k get po')
      .exits()
      .inTerminal('x2')
      .ssh(2)
      .types('./fix.sh')
    const reading = read(story)
    const [tmux] = unmeasured(reading, reading.startedAt, reading.endedAt)
    expect(tmux?.until).toBe((tmux?.at ?? 0) + 60_000)
    expect(unmeasured(reading, (tmux?.until ?? 0) + 1, reading.endedAt).map((run) => run.line)).toEqual(['./fix.sh'])
    expect(hidden(story, { terminal: 'x2' })).toEqual(['./fix.sh'])
    expect(hidden(story, { task: 't1' })).toEqual(['tmux'])
  })

  it('also a shell that was typed into and told nothing', () => {
    expect(hidden(new Story().opens(1).edits('ssh cka1', { typed: 200 }))).toEqual(['ssh cka1'])
    expect(hidden(new Story().opens(1).edits('ssh cka1', { typed: 12 }))).toEqual([])
    expect(hidden(new Story().opens(1).ssh(1).types('k get po').exits())).toEqual([])
  })
})

it('fg goes on with the command that was stopped', () => {
  const story = new Story()
    .opens(1)
    .ssh(1)
    .types('vim /etc/kubernetes/manifests/etcd.yaml', 148)
    .types('k get po')
    .types('less log', 148)
    .types('fg %vim', 148)
    .types('fg')
    .types('fg 1')
    .types('fg')
  const calls = read(story).runs.map((run) => `${run.line} = ${run.calls.map(({ tool, task }) => `${tool} ${task}`).join()}`)
  expect(calls.slice(4)).toEqual(['fg %vim = vim t1', 'fg = vim t1', 'fg 1 = less t1', 'fg = fg t1'])
})

it('a shell that was opened is not what changed something', () => {
  const reading = read(new Story().opens(1).ssh(1).types('sudo -i').makes(1, 'Deployment apollo/web'))
  const [effect] = reading.events('object-changed')
  expect(causeOf(reading, 't1', effect?.at ?? 0)).toBeUndefined()
})
