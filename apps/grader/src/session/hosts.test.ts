import { expect, it } from 'vitest'
import { drawHosts } from './hosts.ts'
import { hostsNamedIn } from './named-hosts.ts'

const tasks = (count: number) => Array.from({ length: count }, (_, n) => ({ id: `t${n + 1}`, track: n % 2 === 0 ? 'cka' : 'cks' }) as const)

it('draws names as in the exam, the same for the same seed', () => {
  const hosts = drawHosts('seed', tasks(2))
  expect([...hosts.values()]).toEqual([expect.stringMatching(/^cka[1-9]\d{3}$/), expect.stringMatching(/^cks[1-9]\d{3}$/)])
  expect(drawHosts('seed', tasks(2))).toEqual(hosts)
  expect(drawHosts('another', tasks(2))).not.toEqual(hosts)
})

it('gives no number twice, whatever the seed', () => {
  for (let seed = 0; seed < 300; seed++) {
    const numbers = [...drawHosts(String(seed), tasks(20)).values()].map((host) => host.slice(3))
    expect(new Set(numbers).size).toBe(20)
  }
})

it.each([
  ['ssh cka7968', ['cka7968']],
  ['scp notes.txt candidate@cka7968:/tmp', ['cka7968']],
  ['for h in cka7968 cks1234; do ssh $h uptime; done', ['cka7968', 'cks1234']],
  ['ssh -o ConnectTimeout=2 "cks1234" sudo -i', ['cks1234']],
  ['ssh cka79681', []],
  ['echo xcka7968', []],
  ['ls', []],
])('%s names %j', (line, hosts) => {
  expect(hostsNamedIn(line, ['cka7968', 'cks1234'])).toEqual(hosts)
})
