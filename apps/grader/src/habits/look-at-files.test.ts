import type { HabitEventBody } from '@unflunk/shared/habits'
import { describe, expect, it } from 'vitest'
import { fileChanges } from './file-changes.ts'
import { FileLooks, parseDigests } from './look-at-files.ts'
import { logged } from './testing/logged.ts'

const digest = (letter: string) => letter.repeat(64)

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

  const now = (content: string) => new Map([['/etc/x', content]])

  it('records all digests the first time, differences later, and begins anew after a reset', () => {
    const events: HabitEventBody[] = []
    const looks = new FileLooks((event) => events.push(event))
    looks.note('t1', 'cka1', now('a'))
    expect(looks.note('t1', 'cka1', now('b'))).toEqual({ base: now('a'), now: now('b') })
    looks.forget('t1')
    looks.note('t1', 'cka1', now('a'))
    expect(events.map((event) => event.type)).toEqual(['files-seen', 'file-changed', 'files-seen'])
    expect(events[1]).toEqual({
      type: 'file-changed',
      task: 't1',
      host: 'cka1',
      path: '/etc/x',
      change: 'modified',
      before: 'a',
      digest: 'b',
    })
  })

  it('goes on with the log of a grader that was restarted: what changed meanwhile is a change', () => {
    const past: HabitEventBody[] = []
    const before = new FileLooks((event) => past.push(event))
    before.note('t1', 'cka1', now('a'))
    before.note('t1', 'cka1', now('b'))
    const events: HabitEventBody[] = []
    const looks = new FileLooks((event) => events.push(event), logged(past))
    expect(looks.note('t1', 'cka1', now('c'))).toEqual({ base: now('a'), now: now('c') })
    expect(events).toMatchObject([{ type: 'file-changed', before: 'b', digest: 'c' }])
  })
})
