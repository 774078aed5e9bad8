import type { HabitEventBody } from '@unflunk/shared/habits'
import { describe, expect, it } from 'vitest'
import { createRecorder, parseLog } from './recorder.ts'

function log(lastSeq?: number) {
  const lines: string[] = []
  let now = 1_000
  const recorder = createRecorder({
    attempt: 'a1',
    clock: { now: () => (now += 0.5) },
    write: (line) => lines.push(line),
    ...(lastSeq === undefined ? {} : { lastSeq }),
  })
  return { recorder, lines }
}

describe('the recorder', () => {
  it('numbers and stamps events, one line each', () => {
    const { recorder, lines } = log()
    recorder.record({ type: 'task-opened', task: 't1' })
    recorder.record({ type: 'review-opened' })
    expect(lines).toEqual([
      '{"v":1,"seq":1,"at":1001,"attempt":"a1","type":"task-opened","task":"t1"}',
      '{"v":1,"seq":2,"at":1001,"attempt":"a1","type":"review-opened"}',
    ])
  })

  it('goes on counting after a restart', () => {
    const { recorder } = log(41)
    expect(recorder.record({ type: 'review-opened' }).seq).toBe(42)
  })

  it.each<HabitEventBody>([
    {
      type: 'command-started',
      terminal: 'x',
      host: 'cka1',
      user: 'candidate',
      cwd: '~',
      line: 'k create secret generic a --from-literal=b=hunter2',
    },
    { type: 'held', terminal: 'x', host: 'cka1', line: 'kubeadm join 10.0.0.1:6443 --token hunter2', why: 'elsewhere', ran: false },
    { type: 'complained', terminal: 'x', host: 'cka1', about: 'invalid', says: 'error: --token hunter2 is not known' },
    { type: 'copied', what: 'echo hunter2 | base64' },
    { type: 'docs-searched', query: 'curl -u me:hunter2', found: 0 },
  ])('never writes a secret: $type', (body) => {
    const { recorder, lines } = log()
    expect(JSON.stringify(recorder.record(body))).not.toContain('hunter2')
    expect(lines.join()).not.toContain('hunter2')
    expect(lines.join()).toContain('[redacted]')
  })
})

describe('a stored log', () => {
  it('is read back as it was recorded, and a torn or unknown line is counted, not fatal', () => {
    const { recorder, lines } = log()
    const first = recorder.record({ type: 'task-opened', task: 't1' })
    const second = recorder.record({ type: 'silent-grade', task: 't1', points: 1, of: 2, failed: ['a'] })
    const read = parseLog([...lines, '', '{"v":1,"seq":3,"at":1,"attempt":"a1","type":"from-the-future"}', '{"v":1,"se'])
    expect(read).toEqual({ events: [first, second], skipped: 2 })
  })
})
