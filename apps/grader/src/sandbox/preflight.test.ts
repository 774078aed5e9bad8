import { describe, expect, test } from 'vitest'
import type { EngineInfo } from './engine.ts'
import { judge } from './preflight.ts'
import type { Survey } from './survey.ts'

const GIB = 1024 ** 3
const engine: EngineInfo = {
  product: 'docker',
  version: '20.10.24',
  apiVersion: '1.41',
  cgroupVersion: '2',
  cgroupDriver: 'systemd',
  cpus: 4,
  memoryBytes: 16 * GIB,
  storageDriver: 'overlay2',
  rootDir: '/var/lib/docker',
  rootless: false,
  userNamespaces: false,
  apparmor: true,
  operatingSystem: 'Debian GNU/Linux 12 (bookworm)',
  clock: 0,
}
const enough: Survey = {
  engine,
  freeDiskBytes: 100 * GIB,
  freeMemoryBytes: 10 * GIB,
  inotifyInstances: 1024,
  inotifyWatches: 200_000,
  swapBytes: 2 * GIB,
  missingModules: [],
  appArmor: true,
  clockAheadMs: 20,
}
const told = (level: 'short' | 'note', survey: Partial<Survey>) =>
  judge({ ...enough, ...survey })
    .filter((finding) => finding.level === level)
    .map(({ topic, message, next }) => `${topic}: ${message} -> ${next}`)

test('a machine with everything falls short of nothing', () => {
  expect(told('short', {})).toEqual([])
  expect(told('note', {})).toEqual([])
})

test('the engine is called by its name', () => {
  const told = (product: EngineInfo['product']) => judge({ ...enough, engine: { ...engine, product } })[0]?.message
  expect(told('docker')).toBe('Docker 20.10.24 (API 1.41) on Debian GNU/Linux 12 (bookworm), storage overlay2 in /var/lib/docker')
  expect(told('podman')).toMatch(/^Podman 20\.10\.24 /)
  const notes = judge({ ...enough, engine: { ...engine, product: 'podman' } }).filter(
    ({ topic, level }) => topic === 'engine' && level === 'note',
  )
  expect(notes.map(({ message }) => message)).toEqual([expect.stringContaining('tried on Docker only')])
})

describe('what is short is named with the command that mends it', () => {
  test.each<[string, Partial<Survey>, RegExp]>([
    [
      'disk',
      { freeDiskBytes: 3 * GIB },
      /^disk: 3\.0 GiB free in \/var\/lib\/docker, 12\.0 GiB needed .* -> Free some space: "docker system df"/,
    ],
    ['memory', { engine: { ...engine, memoryBytes: 2 * GIB } }, /^memory: 2\.0 GiB in all/],
    ['free memory', { freeMemoryBytes: GIB }, /^memory: Only 1\.0 GiB are free; .* -> Close other programs/],
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
      'shifted users',
      { engine: { ...engine, userNamespaces: true } },
      /^engine: .*userns-remap.* -> Remove "userns-remap" .* systemctl restart docker$/,
    ],
    [
      'slow storage',
      { engine: { ...engine, storageDriver: 'vfs' } },
      /^engine: .*storage driver is vfs.* -> Set "storage-driver": "overlay2"/,
    ],
    [
      'kernel modules',
      { missingModules: ['nft_compat', 'xt_statistic'] },
      /^kernel: .*: nft_compat, xt_statistic\. -> sudo apt-get install linux-modules-extra/,
    ],
    ['a clock that is behind', { clockAheadMs: -90_000 }, /^clock: The engine's clock is 90 s behind .* -> sudo timedatectl set-ntp true/],
    [
      'no engine',
      { engine: { failure: 'It does not answer.', next: 'sudo systemctl start docker' } },
      /^engine: It does not answer\. -> sudo systemctl start docker$/,
    ],
  ])('%s', (_, survey, expected) => {
    const found = told('short', survey)
    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(expected)
  })
})

describe('what works, but not as well, is a note', () => {
  test.each<[string, Partial<Survey>, RegExp]>([
    [
      'memory for less than an exam of 17 tasks',
      { freeMemoryBytes: 5 * GIB },
      /^memory: 5\.0 GiB free: an exam of 17 tasks takes about 8\.0 GiB/,
    ],
    ['a disk that cannot be looked at', { freeDiskBytes: undefined }, /^disk: Free space .* cannot be read from here/],
    ['no AppArmor', { appArmor: false }, /^apparmor: The kernel has none: tasks about AppArmor are left out/],
    [
      'no swap on a small machine',
      { swapBytes: 0, engine: { ...engine, memoryBytes: 8 * GIB } },
      /^swap: There is none.* -> sudo sh -c "fallocate/,
    ],
  ])('%s', (_, survey, expected) => {
    const found = told('note', survey)
    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(expected)
  })
})

test('what cannot be told is not held against the machine', () => {
  expect(
    told('short', { missingModules: undefined, swapBytes: undefined, inotifyInstances: undefined, inotifyWatches: undefined }),
  ).toEqual([])
})
