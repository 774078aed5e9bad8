// Two sessions at once on the real engine: what root on a node tries, and does not reach. docs/security.md says the same in words.
import { createServer } from 'node:http'
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dockerEngine } from './docker-engine.ts'
import type { Cluster, Fleet } from './fleet.ts'
import { nameOf } from './labels.ts'
import type { Machine } from './machine.ts'
import { openTestFleet } from './test-fleet.ts'
import { API_PORT } from './topology.ts'

const engine = dockerEngine()
/** ssh, etcd, the API server, the kubelet, the registry by its two ports. */
const PORTS = [22, 2379, API_PORT, 10250, 5000, 80]

let mine: Fleet
let other: Fleet
let node: Machine
/** Where the other session's machines are, and the machine's own addresses beside them. */
let targets: string[]
let gateways: { mine: string; other: string }

beforeAll(async () => {
  const opened = await Promise.all(
    ['isolation-a', 'isolation-b'].map((name) => openTestFleet(name, [{ id: 't1', host: 'cka7968', nodes: 1 }])),
  )
  const [first, second] = await Promise.all(opened.map(({ ready }) => ready('t1')))
  if (!opened[0] || !opened[1] || !first || !second) throw new RangeError('two sessions were opened')
  mine = opened[0].fleet
  other = opened[1].fleet
  node = controlPlaneOf(first)
  const machines = await Promise.all(
    [['t1', 'controlplane'], ['base'], ['registry']].map((parts) => engine.container(nameOf(other.sessionId, ...parts))),
  )
  targets = machines.flatMap((machine) => Object.values(machine?.addresses ?? {}))
  gateways = { mine: await gatewayOf(mine), other: await gatewayOf(other) }
})

afterAll(async () => {
  await Promise.all([mine?.dispose(), other?.dispose()])
})

function controlPlaneOf(cluster: Cluster): Machine {
  const machine = cluster.machines.controlplane
  if (!machine) throw new RangeError('a cluster has a control plane')
  return machine
}

async function gatewayOf(fleet: Fleet): Promise<string> {
  const found = await engine.container(nameOf(fleet.sessionId, 't1', 'controlplane'))
  const address = Object.values(found?.addresses ?? {})[0] ?? ''
  return address.replace(/\d+$/, (last) => String(Math.floor(Number(last) / 16) * 16 + 1))
}

/** As root. What it printed; a failure is part of the answer. */
async function on(machine: Machine, script: string, ...args: string[]): Promise<string> {
  const { stdout, stderr } = await machine.exec(['bash', '-c', script, 'try', ...args], { timeoutMs: 120_000 })
  return `${stdout}${stderr}`.trim()
}

/** Those of `addresses` that take a connection at one of the ports, as `address:port`. All are tried at once. */
async function answering(machine: Machine, addresses: readonly string[], ports: readonly number[] = PORTS): Promise<string[]> {
  const script = `ports=$1; shift
for address; do for port in $ports; do
  (timeout 2 bash -c ": < /dev/tcp/$address/$port" 2>/dev/null && echo "$address:$port") &
done; done; wait`
  const said = await on(machine, script, ports.join(' '), ...addresses)
  return said === '' ? [] : said.split('\n').sort()
}

/** The rule for devices on cgroup v2 is a program: finds those of the own group, gets hold of each, and takes it away. The first is tried anyway. */
const DETACH = String.raw`
my ($bpf, $QUERY, $GET_FD_BY_ID, $DETACH, $DEVICE) = ($ARGV[0] eq "x86_64" ? 321 : 280, 16, 13, 9, 6);
sub bpf { my ($command, $attributes) = @_; $attributes .= "\0" x 64; return (syscall($bpf, $command, $attributes, length $attributes), $attributes) }
opendir(my $group, "/sys/fs/cgroup");
my $ids = "\0" x 256;
my (undef, $answer) = bpf($QUERY, pack("LLLLQL", fileno $group, $DEVICE, 0, 0, unpack("Q", pack("P", $ids)), 64));
my $count = unpack('x24 L', $answer);
for my $id (1, unpack("L" . ($count < 64 ? $count : 0), $ids)) {
  my ($program) = bpf($GET_FD_BY_ID, pack("LLL", $id, 0, 0));
  $said{"$!"} = 1;
  bpf($DETACH, pack("LLLLL", fileno $group, $program, $DEVICE, 0, 0)) if $program >= 0;
}
print join("\n", keys %said), "\n"`

describe('another session', () => {
  test('is not reached from base, nor from a node by the way that every packet takes', async () => {
    const [own = ''] = Object.values((await engine.container(nameOf(mine.sessionId, 't1', 'controlplane')))?.addresses ?? {})
    // The same try finds what there is to find: the own node's ssh, API server and kubelet.
    expect(await answering(mine.base, [own])).toEqual([10250, 22, API_PORT].map((port) => `${own}:${port}`))
    expect(await answering(mine.base, targets)).toEqual([])
    expect(await answering(node, targets)).toEqual([])
  })

  test('is not reached by taking an address of its network, and nobody there answers', async () => {
    const free = gateways.other.replace(/\d+$/, (last) => String(Number(last) + 8))
    await on(node, 'ip address add "$1/28" dev eth0', free)
    try {
      expect(await answering(node, targets)).toEqual([])
      const neighbours = await on(
        node,
        'for address; do ping -c1 -W1 "$address" >/dev/null & done; wait; ip -4 neighbour show nud reachable; ip -4 neighbour show nud stale',
        ...targets,
      )
      expect(neighbours.split('\n').filter((line) => targets.some((address) => line.startsWith(`${address} `)))).toEqual([])
    } finally {
      await on(node, 'ip address del "$1/28" dev eth0', free)
    }
  })

  test('is not reached through base, the registry or the machine, with routes of my own and a sender of that network', async () => {
    const ways = (await on(node, "getent hosts base registry.unflunk | awk '{print $1}'; ip route show default | awk '{print $3}'")).split(
      '\n',
    )
    expect(ways).toHaveLength(3)
    for (const way of ways) {
      await on(node, 'way=$1; shift; for target; do ip route replace "$target/32" via "$way"; done', way, ...targets)
      expect(await answering(node, targets), `by way of ${way}`).toEqual([])
      const sender = gateways.other.replace(/\d+$/, (last) => String(Number(last) + 9))
      await on(
        node,
        'sender=$1; way=$2; shift 2; ip address add "$sender/32" dev lo; for target; do ip route replace "$target/32" via "$way" src "$sender"; done',
        sender,
        way,
        ...targets,
      )
      expect(await answering(node, targets), `by way of ${way}, as ${sender}`).toEqual([])
      await on(
        node,
        'sender=$1; shift; ip address del "$sender/32" dev lo; for target; do ip route del "$target/32"; done',
        sender,
        ...targets,
      )
    }
  })

  test('is not among those who answer on the link, by IPv6', async () => {
    const seen = await on(
      node,
      'sysctl -qw net.ipv6.conf.eth0.disable_ipv6=0; for n in 1 2 3 4 5; do ip -6 address show dev eth0 | grep -q tentative || break; sleep 1; done; ping -6 -c2 -W1 ff02::1%eth0 >/dev/null; ip -6 neighbour show dev eth0; sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1',
    )
    // The engine makes hardware addresses from the addresses of IPv4.
    const hardware = targets.map(
      (address) =>
        `02:42:${address
          .split('.')
          .map((byte) => Number(byte).toString(16).padStart(2, '0'))
          .join(':')}`,
    )
    expect(hardware.filter((address) => seen.includes(address))).toEqual([])
  })

  test('has an API that is published to the machine, and to nobody on a node', async () => {
    const port = (await engine.container(nameOf(other.sessionId, 't1', 'controlplane')))?.ports[API_PORT]
    if (port === undefined) throw new Error('the API server is not published')
    expect(await answering(node, [...own4(), gateways.mine, gateways.other], [port])).toEqual([])
    expect(await throughLoopback(port)).toBe('')
  })
})

describe('the grader', () => {
  test('listens where no node gets, however it tries; what listens on every address is another matter', async () => {
    const closed = await listen('127.0.0.1')
    const open = await listen('0.0.0.0')
    try {
      const addresses = [...new Set([...own4(), gateways.mine, gateways.other])]
      for (const from of [node, mine.base]) expect(await answering(from, addresses, [closed.port])).toEqual([])
      expect(await throughLoopback(closed.port)).toBe('')
      expect(await answering(node, [gateways.mine], [open.port])).toEqual([`${gateways.mine}:${open.port}`])
    } finally {
      closed.end()
      open.end()
    }
  })
})

describe('the machine', () => {
  test('has an engine whose socket is nowhere to be found', async () => {
    expect(
      await on(
        node,
        'find / -xdev -name "docker*.sock" -o -xdev -name "podman.sock" 2>/dev/null; grep -ci -e docker -e podman /proc/net/unix',
      ),
    ).toBe('0')
    expect(await answering(node, [gateways.mine], [2375, 2376])).toEqual([])
    const mounts = await on(
      node,
      `awk '$1 ~ "^/dev/" && $2 !~ "^/(etc/(hosts|hostname|resolv.conf)|var|usr/lib/unflunk/golden|etc/unflunk/session)" {print $2}' /proc/mounts`,
    )
    expect(mounts).toBe('')
  })

  test('has disks that cannot be read, written or mounted, also after all that root may change about that', async () => {
    const read = `cd /root; for disk in /sys/block/*/dev /sys/class/mem/null/dev; do
  IFS=: read -r major minor < $disk; type=b; case $disk in *null*) type=c;; esac
  rm -f made; mknod made $type "$major" "$minor" && (: < made) 2>/dev/null && echo "$disk"
done; rm -f made`
    const readable = ['/sys/class/mem/null/dev']
    expect((await on(node, 'ls /sys/block')).split('\n').length).toBeGreaterThan(0)
    expect((await on(node, read)).split('\n')).toEqual(readable)
    const lift = `mkdir -p /root/again; mount -t cgroup -o devices cgroup /root/again 2>/dev/null && again=/root/again
for group in /sys/fs/cgroup/devices $again; do for rule in a 'b *:* rwm'; do echo "$rule" > $group/devices.allow; done; done 2>/dev/null
[ -z "$again" ] || umount /root/again; rmdir /root/again; `
    expect((await on(node, lift + read)).split('\n')).toEqual(readable)
    expect(await on(node, 'perl -e "$1" "$(uname -m)"', DETACH)).toBe('Operation not permitted')
    expect((await on(node, read)).split('\n')).toEqual(readable)
    expect(await on(node, 'cd /root; mknod made b 7 0; mkdir -p there; mount made there; rm -r made there')).toMatch(
      /denied|not permitted|unknown/i,
    )
  })

  test('has files that are not opened by number, watched as others open them, or unlocked with its keys', async () => {
    const x64 = (await on(node, 'uname -m')) === 'x86_64'
    const calls = x64
      ? { open_by_handle_at: 304, fanotify_init: 300, keyctl: 250 }
      : { open_by_handle_at: 265, fanotify_init: 262, keyctl: 219 }
    for (const [name, number] of Object.entries(calls))
      expect(await on(node, 'perl -e \'syscall($ARGV[0] + 0, 0, 0, 0, 0, 0); print "$!\\n"\' "$1"', String(number)), name).toBe(
        'Function not implemented',
      )
  })

  test('starts no program for a control group of a node that empties', async () => {
    expect(await on(node, 'find /sys/fs/cgroup -name release_agent 2>/dev/null')).toBe('')
    const tries = `mkdir -p /root/groups; cd /root
mount -t cgroup -o pids cgroup groups 2>/dev/null && { ls groups/release_agent; mount -o remount,pids,release_agent=/tmp/agent groups && echo remounted; umount groups; }
mount -t cgroup -o none,name=mine cgroup groups 2>/dev/null && { echo mounted; umount groups; }
rmdir groups`
    expect(await on(node, `(${tries}) 2>/dev/null`)).toBe('')
  })

  test('has memory, modules, a clock and a power switch of its own', async () => {
    const tries = {
      'the kernel in memory':
        'head -c1 /proc/kcore; mkdir -p /root/p; mount -t proc proc /root/p; head -c1 /root/p/kcore; umount /root/p; rmdir /root/p',
      'physical memory': 'cd /root; mknod memory c 1 1; head -c1 memory; rm memory',
      modules: 'touch /root/m.ko; insmod /root/m.ko; rm /root/m.ko',
      clock: 'date -s 2000-01-01 >/dev/null',
      'emergency keys': 'echo h > /proc/sysrq-trigger',
      settings: 'echo 5 > /proc/sys/kernel/panic_on_warn',
    }
    for (const [what, script] of Object.entries(tries)) {
      const said = await on(node, script)
      expect(said, what).toMatch(/not permitted|denied|Read-only|No such|could not insert/i)
    }
    expect(await on(node, "ls -di /proc/1/root/ / | awk '{print $1}' | uniq | wc -l; cat /proc/1/comm")).toBe('1\nsystemd')
  })

  test('has a kernel whose settings root on a node can change by mounting /proc once more, as docs/security.md says', async () => {
    const said = await on(
      node,
      'mkdir -p /root/p; mount -t proc proc /root/p; f=/root/p/sys/kernel/core_pattern; cat $f > $f && echo written; umount /root/p; rmdir /root/p',
    )
    expect(said).toBe('written')
  })
})

/** Of all interfaces of the machine, IPv4. */
function own4(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses: NetworkInterfaceInfo[] | undefined) => addresses ?? [])
  return all.filter(({ family, internal }) => family === 'IPv4' && !internal).map(({ address }) => address)
}

/** Packets to the machine's own 127.0.0.1, sent to it by its address on the bridge. */
async function throughLoopback(port: number): Promise<string> {
  const script = `gateway=$(ip route show default | awk '{print $3}')
sysctl -qw net.ipv4.conf.all.route_localnet=1
ip route add 127.0.0.1/32 via "$gateway" dev eth0 table 99
ip rule add pref 1 lookup local; ip rule add pref 0 to 127.0.0.1 ipproto tcp dport "$1" lookup 99; ip rule del pref 0 lookup local
ip route get 127.0.0.1 ipproto tcp dport "$1" | grep -q "via $gateway" || echo 'no such way'
timeout 2 bash -c ": < /dev/tcp/127.0.0.1/$1" 2>/dev/null && echo reached
ip rule add pref 0 lookup local; ip rule del pref 0 to 127.0.0.1 ipproto tcp dport "$1" lookup 99; ip rule del pref 1 lookup local
ip route del 127.0.0.1/32 table 99; sysctl -qw net.ipv4.conf.all.route_localnet=0`
  return await on(node, script, String(port))
}

async function listen(host: string): Promise<{ port: number; end: () => void }> {
  const server = createServer((_, response) => response.end('secret'))
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a port was asked for')
  return { port: address.port, end: () => server.close() }
}
