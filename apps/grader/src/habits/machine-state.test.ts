import type { HabitEventBody } from '@unflunk/shared/habits'
import { describe, expect, it } from 'vitest'
import { parseState } from './machine-state.ts'
import { StateLooks } from './state-looks.ts'
import { logged } from './testing/logged.ts'

const CONFIG = '/var/lib/kubelet/config.yaml'

interface As {
  readonly active?: string
  readonly file?: string
  readonly forward?: string
  readonly stored?: string
  readonly startedAt?: number
  readonly changedAt?: number
}

/** What the script prints, shortened. */
function output({ active = 'active', file = 'enabled', forward = '0', stored = '', startedAt = 1000, changedAt = 900 }: As): string {
  return `${'a'.repeat(64)}  ${CONFIG}
== units
MainPID=77
ExecMainStartTimestamp=@${startedAt}
Id=kubelet.service
ActiveState=${active}
UnitFileState=${file}

MainPID=0
ExecMainStartTimestamp=
Id=systemd-tmpfiles-clean.service
ActiveState=active
UnitFileState=static

MainPID=12
ExecMainStartTimestamp=@500
Id=ssh.service
ActiveState=active
UnitFileState=static
== live
net.ipv4.ip_forward = ${forward}
net.ipv4.ping_group_range = 0\t2147483647
== stored
${stored}
== files
${changedAt} ${CONFIG}
`
}

/** The events of one look after the other, in short. */
function told(looks: readonly As[], changed = true): string[] {
  const events: HabitEventBody[] = []
  const state = new StateLooks((event) => events.push(event))
  for (const one of looks) state.note('t1', 'node01', parseState(output(one)), () => changed)
  return events.slice(1).map(inShort)
}

function inShort(event: HabitEventBody): string {
  if (event.type === 'unit-seen') return `${event.unit} ${event.active ? 'active' : 'inactive'} ${event.enabled ? 'enabled' : 'disabled'}`
  if (event.type === 'setting-seen') return `${event.key} ${event.live} ${event.stored ?? '-'}`
  if (event.type === 'process-older') return `${event.process} ${event.startedAt < event.changedAt ? 'older' : 'newer'}`
  return event.type
}

describe('the state of a machine', () => {
  it('reads units, settings and times, and leaves the units of the system out', () => {
    const state = parseState(output({ stored: '/etc/sysctl.d/90-x.conf:net/ipv4/ip_forward=1\n/usr/lib/sysctl.d/10-y.conf:# a = b' }))
    expect([...state.active]).toEqual(['kubelet', 'ssh'])
    expect([...state.enabled]).toEqual(['kubelet', 'ssh'])
    expect(Object.fromEntries(state.live)).toEqual({ 'net.ipv4.ip_forward': '0', 'net.ipv4.ping_group_range': '0 2147483647' })
    expect(Object.fromEntries(state.stored)).toEqual({ 'net.ipv4.ip_forward': '1' })
    expect(state.startedAt.get('kubelet')).toBe(1_000_000)
    expect(state.changedAt.get(CONFIG)).toBe(900_000)
  })

  it.each([
    ['a later name wins', '/etc/sysctl.d/90-x.conf:a.b=1\n/etc/sysctl.d/10-x.conf:a.b=2', '1'],
    ['/etc wins over the system for the same name', '/usr/lib/sysctl.d/10-x.conf:a.b=1\n/etc/sysctl.d/10-x.conf:a.b = 2', '2'],
    ['sysctl.conf comes last', '/etc/sysctl.conf:a.b=3\n/etc/sysctl.d/99-z.conf:a.b=2', '3'],
    ['a comment stores nothing', '/etc/sysctl.d/90-x.conf:#a.b=1', undefined],
  ])('of stored settings: %s', (_, stored, value) => {
    expect(parseState(output({ stored })).stored.get('a.b')).toBe(value)
  })

  it.each<[string, As[], string[]]>([
    ['nothing new', [{}, {}], []],
    [
      'started, not enabled',
      [
        { active: 'inactive', file: 'disabled' },
        { active: 'active', file: 'disabled' },
      ],
      ['kubelet active disabled'],
    ],
    ['a crash loop is not active', [{}, { active: 'activating' }], ['kubelet inactive enabled']],
    ['set', [{}, { forward: '1' }], ['net.ipv4.ip_forward 1 -']],
    ['set and stored', [{}, { forward: '1', stored: '/etc/sysctl.d/x.conf:net.ipv4.ip_forward=1' }], ['net.ipv4.ip_forward 1 1']],
    ['written after the start', [{}, { changedAt: 1010 }], ['kubelet older']],
    ['told once', [{}, { changedAt: 1010 }, { changedAt: 1010 }], ['kubelet older']],
    ['and restarted', [{}, { changedAt: 1010 }, { changedAt: 1010, startedAt: 1020 }], ['kubelet older', 'kubelet newer']],
    ['written before the start', [{}, { changedAt: 1010, startedAt: 1011 }], []],
    ['not running', [{}, { changedAt: 1010, active: 'inactive' }], ['kubelet inactive enabled', 'kubelet older']],
  ])('%s', (_, looks, events) => {
    expect(told(looks)).toEqual(events)
  })

  it('says nothing of a file with the content of the start', () => {
    expect(told([{}, { changedAt: 1010 }], false)).toEqual([])
  })

  it('goes on with the log of a grader that was restarted', () => {
    const past: HabitEventBody[] = []
    const before = new StateLooks((event) => past.push(event))
    for (const one of [{}, { forward: '1', changedAt: 1010 }]) before.note('t1', 'node01', parseState(output(one)), () => true)
    const events: HabitEventBody[] = []
    const looks = new StateLooks((event) => events.push(event), logged(past))
    looks.note('t1', 'node01', parseState(output({ forward: '1', changedAt: 1010 })), () => true)
    expect(events).toEqual([])
    looks.note('t1', 'node01', parseState(output({ forward: '1', changedAt: 1010, startedAt: 1020, file: 'disabled' })), () => true)
    expect(events.map(inShort)).toEqual(['kubelet active disabled', 'kubelet newer'])
  })
})
