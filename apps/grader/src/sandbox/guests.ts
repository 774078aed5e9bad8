// Several tasks on one cluster: each asks for it by a name of its own, and a login by that name is on a machine of that name.
import type { ContainerCluster } from './container-cluster.ts'
import type { Cluster, ClusterRequest, Guest } from './fleet.ts'
import type { Machine } from './machine.ts'

/** The control plane's own sshd is on 22; base asks for these by the name alone. */
const FIRST_PORT = 2201

const guestPort = (index: number) => FIRST_PORT + index

/** As the entry point of a control plane is told of them: `cka7968:2201 cka3120:2202`. */
export function guestsInWords(guests: readonly Guest[]): string {
  return guests.map(({ host }, index) => `${host}:${guestPort(index)}`).join(' ')
}

/**
 * Before systemd: an sshd for each guest, in a host name of its own (a UTS namespace), which every shell that it starts inherits, through `sudo -i`
 * and `su -` too. Pods, units and the kubelet go by the machine's.
 */
export const START_GUESTS = `for guest in \${UNFLUNK_GUESTS-}; do
  name=\${guest%:*} wants=/run/systemd/system/multi-user.target.wants
  mkdir -p $wants
  cat > /run/systemd/system/ssh-$name.service <<UNIT
[Unit]
Description=ssh to this machine by the name $name
After=ssh.service
[Service]
ExecStartPre=/bin/mkdir -p /run/sshd
ExecStart=/usr/bin/unshare --uts /bin/sh -c 'hostname $name && exec /usr/sbin/sshd -D -o PidFile=none -p \${guest#*:}'
KillMode=process
UNIT
  ln -sf /run/systemd/system/ssh-$name.service $wants/
done`

const PORTS = '/etc/ssh/ssh_config.d/unflunk-guests.conf'

/** Tells base which port goes with a guest's name: before any cluster is up, since an ssh that waits for one has read its configuration. */
export async function tellPorts(base: Machine, clusters: readonly ClusterRequest[]): Promise<void> {
  const guests = clusters.flatMap(({ guests = [] }) => guests.map(({ host }, index) => `Host ${host}\n  Port ${guestPort(index)}\n`))
  if (guests.length > 0) await base.putFile(PORTS, guests.join(''))
}

/** The cluster under a guest's name. */
export function underName(cluster: ContainerCluster, host: string): Cluster {
  const renamed = Object.entries(cluster.machines).map(([node, machine]) => [
    node,
    machine.name === cluster.host ? { ...machine, name: host } : machine,
  ])
  return {
    id: cluster.id,
    host,
    machines: Object.fromEntries(renamed),
    kube: cluster.kube,
    get state() {
      return cluster.state
    },
    acquire: (reason, signal) => cluster.acquire(reason, signal),
    enable: (needs, signal) => cluster.enable(needs, signal),
    reset: (progress, signal) => cluster.reset(progress, signal),
  }
}
