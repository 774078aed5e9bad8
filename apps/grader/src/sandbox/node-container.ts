// How a node runs as a container: what it may do, what it is given, and what it is not (docs/security.md tells the same).

import type { ClusterShape } from '@unflunk/shared/scenario'
import type { ContainerSpec, EngineInfo, SeccompProfile } from './engine.ts'
import type { Guest } from './fleet.ts'
import { guestsInWords, START_GUESTS } from './guests.ts'
import { POLICY_FILE } from './policy/agent.ts'
import {
  API_PORT,
  ENDPOINT,
  NODE_RANGE,
  type NodePlace,
  nodesOf,
  POD_RANGE,
  placesIn,
  REGISTRY_ADDRESS,
  REGISTRY_NAMES,
  SERVICE_RANGE,
} from './topology.ts'

export interface NodeContainer {
  readonly name: string
  readonly image: string
  /** The container's host name: what the prompt shows and ssh is asked for. */
  readonly hostname: string
  readonly labels: Readonly<Record<string, string>>
  readonly network: string
  readonly subnet: string
  readonly shape: ClusterShape
  readonly place: NodePlace
  readonly varVolume: string
  /** The ssh name of its cluster's control plane; absent while a snapshot is built. */
  readonly host?: string
  /** Other tasks that ask for this cluster. */
  readonly guests?: readonly Guest[]
  /** What all machines of a session are told; absent while a snapshot is built. */
  readonly sessionVolume?: string
  /** The golden volume that a new /var is filled from; absent while a snapshot is built, and for bare machines. */
  readonly golden?: string
}

/** Where a golden volume is mounted, read-only. */
export const GOLDEN_PATH = '/usr/lib/unflunk/golden'

/** What a session changes in the package database of its snapshot: to copy all its thousand files takes a second of a busy start. */
const PACKAGES = '/var/lib/unflunk-packages'

/** Where the machines of a session read what the grader tells them (the strict level): one volume, also for frozen ones. */
export const SESSION_PATH = '/etc/unflunk/session'

/**
 * kubeadm asks here for the newest version before it plans. The registry refuses at once, and kubeadm goes by its own version: what
 * `upgrade plan` names is there to install, with the internet and without.
 */
const NEWEST_VERSION = 'dl.k8s.io'

/** A runaway task must not take the user's machine along. Above the node's 4 GiB for pods: the node itself needs some. */
const MEMORY_LIMIT = 6 * 1024 ** 3 // bytes
const PIDS_LIMIT = 4096

/**
 * The first boot of a copy keeps the controller manager back until the API server answers: it would take its CPU, be refused, and wait at
 * growing intervals. The scheduler takes little, and the first pod waits for it.
 */
const CONTROLLER_MANAGER = '/etc/kubernetes/manifests/kube-controller-manager.yaml'
const LATER = '/run/unflunk-controller-manager.yaml'
export const START_CONTROLLER_MANAGER = `[ ! -e ${LATER} ] || {
  cp -a ${LATER} /etc/kubernetes/.later && mv /etc/kubernetes/.later ${CONTROLLER_MANAGER}
  rm ${LATER}
}`

/**
 * Pods keep their address inside the cluster, so that policies know them on every node, and get the node's outside of it. An address
 * for Services that no Service has is refused (kube-proxy has rewritten the others by then): it would leave by the default route.
 */
const POD_NETWORK = `table ip unflunk-pods {
  chain postrouting {
    type nat hook postrouting priority 100;
    ip saddr ${POD_RANGE} ip daddr != { ${POD_RANGE}, ${NODE_RANGE} } masquerade
  }
  chain forward {
    type filter hook forward priority 10;
    ip daddr ${SERVICE_RANGE} reject
  }
  chain output {
    type filter hook output priority 10;
    ip daddr ${SERVICE_RANGE} reject
  }
}`

/**
 * The registry has another address in each cluster's network: nodes and pods use one that is always the same, so that it fits into a
 * snapshot. It knows no way to the nodes' second addresses, so they ask with their first.
 */
const REGISTRY_NETWORK = `table ip unflunk-registry {
  chain prerouting {
    type nat hook prerouting priority -110;
    ip daddr ${REGISTRY_ADDRESS} dnat to $REGISTRY_IP
  }
  chain output {
    type nat hook output priority -110;
    ip daddr ${REGISTRY_ADDRESS} dnat to $REGISTRY_IP
  }
  chain postrouting {
    type nat hook postrouting priority 100;
    ip saddr ${NODE_RANGE} ip daddr $REGISTRY_IP masquerade
  }
}`

/**
 * kubeadm takes the first address of the interface with the default route for its own. On a bare machine that is the cluster's: with the engine's,
 * etcd would refuse a second member, which comes from another address than its certificate says.
 */
const START_BARE = `if [ -n "\${UNFLUNK_BARE-}" ]; then
  own=$(ip -4 -o address show dev eth0 scope global | awk 'NR == 1 {print $4}')
  gateway=$(ip route show default | awk 'NR == 1 {print $3}')
  ip -4 address flush dev eth0 scope global
  ip address add "$NODE_IP/24" dev eth0
  ip address add "$own" dev eth0
  [ -z "$gateway" ] || ip route replace default via "$gateway"
fi`

// Before systemd: /var from the golden volume (once), the kernel's configuration where kubeadm looks for it, the network of pods, the
// registry, the other nodes' pods by way of their nodes. The engine's own resolver, 127.0.0.11, answers only inside the node: CoreDNS would
// forward to itself.
const START = `set -eu
if [ -d ${GOLDEN_PATH}/var ] && [ ! -e /var/.unflunk-filled ]; then
  cp -a --sparse=always ${GOLDEN_PATH}/var/. /var/
  [ ! -e ${CONTROLLER_MANAGER} ] || mv ${CONTROLLER_MANAGER} ${LATER}
  : > /var/.unflunk-filled
fi
[ -z "\${UNFLUNK_HOST-}" ] || { mkdir -p /run/unflunk && printf '%s\\n' $UNFLUNK_HOST > /run/unflunk/host; }
${START_GUESTS}
${START_BARE}
ip address replace "$NODE_IP/24" dev eth0
ln -sfn ${SESSION_PATH}/kernel-config-$(uname -r) /boot/config-$(uname -r)
echo '${POD_NETWORK}' | nft -f -
echo "${REGISTRY_NETWORK}" | nft -f -
echo 'nameserver ${REGISTRY_ADDRESS}' > /etc/resolv.conf
if [ -e ${POLICY_FILE} ]; then nft -f ${POLICY_FILE}; fi
for route in $UNFLUNK_ROUTES; do ip route replace "\${route%=*}" via "\${route#*=}"; done
if [ -d ${GOLDEN_PATH}/dpkg ]; then
  mkdir -p ${PACKAGES}/changed ${PACKAGES}/work
  mount -t overlay dpkg -o lowerdir=${GOLDEN_PATH}/dpkg,upperdir=${PACKAGES}/changed,workdir=${PACKAGES}/work /var/lib/dpkg
fi
exec /usr/local/bin/node-entrypoint`

type Answer = SeccompProfile['syscalls'][number]

/**
 * The calls that wait for the disk do nothing: etcd and containerd make dozens of them at a start, and
 * each can take a second while the user's disk is busy. What they wrote is in the page cache, so it survives whatever happens to
 * processes and containers; only a power cut can spoil a cluster, which then is reset. (systemd-nspawn calls it --suppress-sync.)
 */
const WITHOUT_SYNC: Answer = {
  names: ['fsync', 'fdatasync', 'sync', 'syncfs', 'sync_file_range', 'msync'],
  action: 'SCMP_ACT_ERRNO',
  errnoRet: 0,
}

/**
 * What reaches past the container's own files: any file of the file system that a volume lies on, by its number; a listener that is
 * handed files as others open them; the keys of the machine's root. Answered as by a kernel that has none of it, which runc, systemd and sudo take.
 */
const OUT_OF_REACH: Answer = {
  names: ['open_by_handle_at', 'fanotify_init', 'fanotify_mark', 'keyctl', 'add_key', 'request_key'],
  action: 'SCMP_ACT_ERRNO',
  errnoRet: 38, // ENOSYS
}

/** Of the header <linux/bpf.h>. */
const BPF_PROG_GET_FD_BY_ID = 13

/**
 * On cgroup v2 the rule for devices is a program at the top of the node's control groups. To take it away one must hold it, and this is the
 * only way to get hold of somebody else's. runc goes on without ("ignoring existing CGROUP_DEVICE program"), systemd keeps its own.
 */
const OTHERS_PROGRAMS: Answer = {
  names: ['bpf'],
  args: [{ index: 0, op: 'SCMP_CMP_EQ', value: BPF_PROG_GET_FD_BY_ID }],
  action: 'SCMP_ACT_ERRNO',
  errnoRet: 1, // EPERM
}

const SYSTEM_CALLS: SeccompProfile = { defaultAction: 'SCMP_ACT_ALLOW', syscalls: [WITHOUT_SYNC, OUT_OF_REACH, OTHERS_PROGRAMS] }

export function nodeContainer(node: NodeContainer, engine: Pick<EngineInfo, 'cgroupVersion'>): ContainerSpec {
  const all = nodesOf(node.shape)
  const places = placesIn(node.subnet, all.length)
  const index = all.findIndex((other) => other.name === node.place.name)
  const isFirst = index === 0
  const { guests = [] } = node
  const others = all.filter((other) => other.name !== node.place.name)
  return {
    name: node.name,
    image: node.image,
    hostname: node.hostname,
    labels: node.labels,
    attachment: { network: node.network, address: places.nodes[index] ?? '', aliases: [node.hostname] },
    entrypoint: ['/bin/sh', '-c', START],
    env: {
      container: 'docker',
      NODE_IP: node.place.address,
      ...(node.place.bare ? { UNFLUNK_BARE: '1' } : {}),
      REGISTRY_IP: places.registry,
      UNFLUNK_NAME: node.name,
      ...(node.host === undefined ? {} : { UNFLUNK_HOST: [node.host, ...guests.map(({ host }) => host)].join(' ') }),
      ...(isFirst && guests.length > 0 ? { UNFLUNK_GUESTS: guestsInWords(guests) } : {}),
      UNFLUNK_ROUTES: others.map((other) => `${other.podRange}=${other.address}`).join(' '),
    },
    extraHosts: [
      ...all.map((other) => `${other.name}:${other.address}`),
      ...registryHosts(places.registry),
      ...(isFirst ? guests.map(({ host }) => `${host}:${places.nodes[0]}`) : []),
      ...(node.shape.controlPlanes > 1 ? [`${ENDPOINT}:${places.loadBalancer}`] : []),
      `base:${places.base}`,
      `${NEWEST_VERSION}:${places.registry}`,
    ],
    volumes: [
      { name: node.varVolume, path: '/var', noCopy: node.golden !== undefined },
      ...(node.golden === undefined ? [] : [{ name: node.golden, path: GOLDEN_PATH, readOnly: true, noCopy: true }]),
      ...(node.sessionVolume === undefined ? [] : [{ name: node.sessionVolume, path: SESSION_PATH, readOnly: true, noCopy: true }]),
    ],
    tmpfs: { '/run': 'exec', '/tmp': 'exec' },
    capAdd: ['ALL'],
    capDrop: ['SYS_RESOURCE', 'SYS_RAWIO', 'SYS_MODULE', 'SYS_BOOT', 'SYS_TIME'],
    seccomp: SYSTEM_CALLS,
    securityOpt: ['apparmor=unconfined'],
    deviceCgroupRules: deviceRules(engine.cgroupVersion),
    privateCgroup: true,
    memoryBytes: MEMORY_LIMIT,
    pidsLimit: PIDS_LIMIT,
    ...(node.place.name === 'controlplane' ? { publish: [API_PORT] } : {}),
  }
}

/**
 * With AppArmor, each node has a name space of the kernel's profiles to itself (its entry point makes it, under the name of the container). What the
 * engine starts in a running container begins outside of it, and goes in before it does anything.
 */
export function entering(name: string): string[] {
  return ['sh', '-c', 'echo "changeprofile :$0:unconfined" 2> /dev/null > /proc/self/attr/current; exec "$@"', name]
}

/** Removes the name spaces with the names it is given: they outlive their nodes. */
export const FORGET_PROFILES = `mount -t securityfs securityfs /sys/kernel/security
for name; do rmdir "/sys/kernel/security/apparmor/policy/namespaces/$name" || :; done`

/** For a machine that reaches the registry at `address`. */
export function registryHosts(address: string): string[] {
  return REGISTRY_NAMES.map((name) => `${name}:${address}`)
}

/**
 * A node opens memory devices and terminals, which the engine gives to any container, the kernel's log, tun and fuse: no disk and no other
 * hardware of the user's. On cgroup v1 it gets everything, since privileged pods (kube-proxy) write "all devices" into their own group, which the
 * kernel refuses below a parent with less; the node's entry point then takes the others away, where nothing inside can give them back.
 */
function deviceRules(cgroupVersion: '1' | '2'): string[] {
  return cgroupVersion === '2' ? ['c 1:11 rwm', 'c 10:200 rwm', 'c 10:229 rwm'] : ['a *:* rwm']
}
