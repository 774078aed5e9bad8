import { describe, expect, test } from 'vitest'
import type { EngineInfo } from './engine.ts'
import { judge, type Survey } from './preflight.ts'

const GIB = 1024 ** 3
const engine: EngineInfo = {
  version: '20.10.24',
  apiVersion: '1.41',
  cgroupVersion: '2',
  cgroupDriver: 'systemd',
  cpus: 4,
  memoryBytes: 16 * GIB,
  storageDriver: 'overlay2',
  rootDir: '/var/lib/docker',
  rootless: false,
  operatingSystem: 'Debian GNU/Linux 12 (bookworm)',
}
const enough: Survey = {
  engine,
  freeDiskBytes: 100 * GIB,
  freeMemoryBytes: 8 * GIB,
  inotifyInstances: 1024,
  inotifyWatches: 200_000,
}
const short = (survey: Partial<Survey>) =>
  judge({ ...enough, ...survey })
    .filter((finding) => finding.level === 'short')
    .map(({ topic, message, next }) => `${topic}: ${message} -> ${next}`)

test('a machine with everything falls short of nothing', () => {
  expect(short({})).toEqual([])
})

describe('what is short is named with the command that mends it', () => {
  test.each<[string, Partial<Survey>, RegExp]>([
    ['disk', { freeDiskBytes: 3 * GIB }, /^disk: 3\.0 GiB free in \/var\/lib\/docker, 12\.0 GiB needed -> Free some space/],
    ['memory', { engine: { ...engine, memoryBytes: 2 * GIB } }, /^memory: 2\.0 GiB in all/],
    ['cpus', { engine: { ...engine, cpus: 1 } }, /^cpus: 1 CPU/],
    [
      'inotify',
      { inotifyInstances: 128 },
      /^inotify: .* 128: enough for 1 two-node cluster \(44 each\) -> sudo sysctl -w fs\.inotify\.max_user_instances=1024$/,
    ],
    ['watches', { inotifyWatches: 8192 }, /^inotify: .*max_user_watches is 8192.* -> sudo sysctl/],
    ['an old engine', { engine: { ...engine, apiVersion: '1.40' } }, /^engine: .*1\.40 is older/],
    ['a rootless engine', { engine: { ...engine, rootless: true } }, /^engine: .*rootless/],
    [
      'no engine',
      { engine: { failure: 'It does not answer.', next: 'sudo systemctl start docker' } },
      /^engine: It does not answer\. -> sudo systemctl start docker$/,
    ],
  ])('%s', (_, survey, expected) => {
    const found = short(survey)
    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(expected)
  })
})

test('cgroups of version 1 are told with what they mean for safety', () => {
  const [, cgroups] = judge({ ...enough, engine: { ...engine, cgroupVersion: '1' } })
  expect(cgroups).toMatchObject({ topic: 'cgroups', level: 'ok', message: expect.stringContaining('block devices (docs/security.md)') })
})

test('a disk that cannot be looked at is a note, not a refusal', () => {
  expect(judge({ ...enough, freeDiskBytes: undefined }).find((finding) => finding.topic === 'disk')?.level).toBe('note')
})
