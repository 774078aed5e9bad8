// What an engine promises about the settings of a container: each seen from inside.
import { beforeAll, expect, test } from 'vitest'
import type { SeccompProfile } from '../engine.ts'
import type { Bench, BenchNetwork } from './bench.ts'

/** Bits of the capability sets in /proc/PID/status. */
const CAPABILITY = { SYS_MODULE: 16, SYS_RAWIO: 17, SYS_ADMIN: 21, NET_ADMIN: 12, SYS_BOOT: 22, SYS_RESOURCE: 24, SYS_TIME: 25 }
const DROPPED = ['SYS_RESOURCE', 'SYS_RAWIO', 'SYS_MODULE', 'SYS_BOOT', 'SYS_TIME'] as const
const KEPT = ['SYS_ADMIN', 'NET_ADMIN'] as const

const SECCOMP: SeccompProfile = { defaultAction: 'SCMP_ACT_ALLOW', syscalls: [{ names: ['fsync'], action: 'SCMP_ACT_ERRNO', errnoRet: 0 }] }
/** The kernel refuses it on /dev/null, so it succeeds only where nobody asks the kernel. */
const FSYNC = 'dd if=/dev/zero of=/dev/null count=1 conv=fsync'
/** The kernel's log as a device file of our own. */
const DEVICE = 'rm -f /srv/kmsg; mknod /srv/kmsg c 1 11 && : 2>&1 < /srv/kmsg'

/** Files that engines write for every container, besides the kernel's own trees. */
const OF_THE_ENGINE = ['/', '/etc/hosts', '/etc/hostname', '/etc/resolv.conf', '/run/.containerenv']

export function machineCases(bench: Bench): void {
  let network: BenchNetwork
  let volumes: { writable: string; readOnly: string; copied: string }
  /** Like a node, and with next to nothing. */
  let node = ''
  let bare = ''

  beforeAll(async () => {
    network = await bench.network('machine')
    volumes = { writable: await bench.volume('var'), readOnly: await bench.volume('golden'), copied: await bench.volume('copied') }
    node = await bench.run('node', {
      hostname: 'cka7968',
      attachment: { network: network.name, address: network.address(4), aliases: ['cka7968'] },
      env: { NODE_IP: '10.77.0.11', ROUTES: 'a=1 b=2' },
      extraHosts: ['node01:10.77.0.12', 'registry.unflunk:10.77.0.3'],
      volumes: [
        { name: volumes.writable, path: '/etc/skel', noCopy: true },
        { name: volumes.readOnly, path: '/golden', readOnly: true, noCopy: true },
      ],
      tmpfs: { '/run': 'exec', '/tmp': 'exec' },
      sysctls: { 'net.ipv4.ip_default_ttl': '77' },
      capAdd: ['ALL'],
      capDrop: DROPPED,
      seccomp: SECCOMP,
      securityOpt: ['apparmor=unconfined'],
      deviceCgroupRules: ['c *:* rwm'],
      privateCgroup: true,
      memoryBytes: 300 * 1024 ** 2,
      pidsLimit: 123,
    })
    bare = await bench.run('bare', {
      readOnlyRoot: true,
      tmpfs: { '/tmp': '' },
      capDrop: ['ALL'],
      securityOpt: ['no-new-privileges'],
      volumes: [{ name: volumes.copied, path: '/etc/skel' }],
    })
  })

  const said = async (container: string, script: string) => (await bench.sh(container, script)).stdout.trim()
  const works = async (container: string, script: string) => (await bench.sh(container, script)).exitCode === 0
  const has = async (container: string, capabilities: readonly (keyof typeof CAPABILITY)[]) => {
    const set = BigInt(`0x${await said(container, "awk '/CapEff/ {print $2}' /proc/1/status")}`)
    return capabilities.filter((capability) => (set >> BigInt(CAPABILITY[capability])) & 1n)
  }

  test('has its host name', async () => {
    expect(await said(node, 'hostname; cat /etc/hostname')).toBe('cka7968\ncka7968')
  })

  test('has its environment', async () => {
    expect(await said(node, 'echo "$NODE_IP $ROUTES"')).toBe('10.77.0.11 a=1 b=2')
  })

  test('knows the hosts it was told', async () => {
    expect(await said(node, "awk '/node01|registry/ {print $1, $2}' /etc/hosts | sort")).toBe(
      '10.77.0.12 node01\n10.77.0.3 registry.unflunk',
    )
  })

  test('starts with its entry point and command instead of the image’s', async () => {
    expect(await said(node, 'tr "\\0" " " < /proc/1/cmdline')).toBe('sleep infinity')
  })

  test('fills an empty volume from its image, unless told not to', async () => {
    expect(await said(bare, 'ls -A /etc/skel')).toContain('.bashrc')
    expect(await said(node, 'ls -A /etc/skel')).toBe('')
  })

  test('writes to a volume, but not to a read-only one', async () => {
    expect(await works(node, 'touch /etc/skel/file')).toBe(true)
    expect(await works(node, 'touch /golden/file')).toBe(false)
  })

  test('runs programs from its tmpfs', async () => {
    expect(await said(node, 'cp /bin/echo /run/program && /run/program ran; stat -f -c %T /run /tmp')).toBe('ran\ntmpfs\ntmpfs')
  })

  test('has the kernel settings of its own network', async () => {
    expect(await said(node, 'cat /proc/sys/net/ipv4/ip_default_ttl')).toBe('77')
    expect(await said(bare, 'cat /proc/sys/net/ipv4/ip_default_ttl')).toBe('64')
  })

  test('may all but what was taken from it', async () => {
    expect(await has(node, KEPT)).toEqual(KEPT)
    expect(await has(node, DROPPED)).toEqual([])
  })

  test('may nothing when all was taken, and cannot gain it', async () => {
    expect(await said(bare, "awk '/CapEff|NoNewPrivs/ {print $2}' /proc/1/status")).toBe('0000000000000000\n1')
  })

  test('gets the answers of its seccomp profile: fsync succeeds where the kernel would refuse', async () => {
    expect(await works(bare, FSYNC)).toBe(false)
    expect(await works(node, FSYNC)).toBe(true)
  })

  test('opens character devices only when a rule allows it', async () => {
    const without = await bench.run('devices', { capAdd: ['ALL'], capDrop: DROPPED })
    expect(await works(without, DEVICE)).toBe(false)
    expect(await works(node, DEVICE)).toBe(true)
  })

  test('sees its control groups as if they were the whole', async () => {
    const groups = await said(node, 'cat /proc/1/cgroup')
    expect(groups.split('\n').filter((line) => !line.endsWith(':/'))).toEqual([])
  })

  test('has a limit of memory and of processes', async () => {
    expect(await limitOf(node, 'memory.max', 'memory/memory.limit_in_bytes')).toBe(300 * 1024 ** 2)
    expect(await limitOf(node, 'pids.max', 'pids/pids.max')).toBe(123)
  })

  test('with a read-only root writes to its tmpfs only', async () => {
    expect(await works(bare, 'touch /srv/file')).toBe(false)
    expect(await works(bare, 'touch /tmp/file')).toBe(true)
  })

  test('has nothing of the user’s machine mounted', async () => {
    const points = (await said(node, "awk '{print $5}' /proc/1/mountinfo")).split('\n')
    const asked = ['/etc/skel', '/golden', '/run', '/tmp']
    expect(points.filter((point) => !/^\/(proc|sys|dev)(\/|$)/.test(point) && ![...OF_THE_ENGINE, ...asked].includes(point))).toEqual([])
  })

  test('leaves its volumes when it is removed', async () => {
    const volume = await bench.volume('left')
    const name = await bench.run('leaving', { volumes: [{ name: volume, path: '/left' }] })
    await bench.engine.remove(name)
    expect((await bench.engine.volumes(bench.labels)).map((left) => left.name)).toContain(volume)
  })

  /** From cgroup v2's file, else from v1's. */
  async function limitOf(container: string, v2: string, v1: string): Promise<number> {
    return Number(await said(container, `cat /sys/fs/cgroup/${v2} 2>/dev/null || cat /sys/fs/cgroup/${v1}`))
  }
}
