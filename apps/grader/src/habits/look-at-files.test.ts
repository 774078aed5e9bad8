import type { HabitEventBody } from '@unflunk/shared/habits'
import { describe, expect, it } from 'vitest'
import type { Machine } from '../sandbox/machine.ts'
import { fileChanges } from './file-changes.ts'
import { FileLooks, parseDigests } from './look-at-files.ts'

const digest = (letter: string) => letter.repeat(64)

/** A machine that answers one look after the other; nothing else of it is used. */
function machine(...outputs: string[]): Pick<Machine, 'exec'> {
  return { exec: async () => ({ exitCode: 0, stdout: outputs.shift() ?? '', stderr: '' }) }
}

describe('a look at files', () => {
  it('reads the lines of sha256sum, blanks in names included', () => {
    expect([...parseDigests(`${digest('a')}  /etc/a b.yaml\n\\${digest('b')}  /etc/new\\nline\nsha256sum: /x: No such file\n`)]).toEqual([
      ['/etc/a b.yaml', 'a'.repeat(16)],
    ])
  })

  it('tells added, modified and deleted from the look before', () => {
    const before = new Map([
      ['/a', '1'],
      ['/b', '1'],
      ['/c', '1'],
    ])
    const now = new Map([
      ['/a', '1'],
      ['/b', '2'],
      ['/d', '1'],
    ])
    expect(fileChanges(before, now)).toEqual([
      { path: '/b', change: 'modified', digest: '2', before: '1' },
      { path: '/d', change: 'added', digest: '1' },
      { path: '/c', change: 'deleted', before: '1' },
    ])
  })

  it('records all digests the first time, differences later, and begins anew after a reset', async () => {
    const events: HabitEventBody[] = []
    const looks = new FileLooks((event) => events.push(event))
    const host = machine(`${digest('a')}  /etc/x\n`, `${digest('b')}  /etc/x\n`, `${digest('a')}  /etc/x\n`)
    await looks.look('t1', 'cka1', host)
    await looks.look('t1', 'cka1', host)
    looks.forget('t1')
    await looks.look('t1', 'cka1', host)
    expect(events.map((event) => event.type)).toEqual(['files-seen', 'file-changed', 'files-seen'])
    expect(events[1]).toMatchObject({
      task: 't1',
      host: 'cka1',
      path: '/etc/x',
      change: 'modified',
      before: 'a'.repeat(16),
      digest: 'b'.repeat(16),
    })
  })
})
