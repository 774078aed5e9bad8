// How a machine stands apart from its files: units of systemd, kernel settings, and which programs run with which configuration.

export interface MachineState {
  /** Units that run, and units that come with a boot; without `.service`. */
  readonly active: ReadonlySet<string>
  readonly enabled: ReadonlySet<string>
  /** Kernel settings as they are, and as the files of the next boot set them. */
  readonly live: ReadonlyMap<string, string>
  readonly stored: ReadonlyMap<string, string>
  /** Unit to the start of its process, epoch milliseconds. */
  readonly startedAt: ReadonlyMap<string, number>
  /** Configuration file to its last change, epoch milliseconds. */
  readonly changedAt: ReadonlyMap<string, number>
}

/** Settings of the node that tasks speak of; those that a candidate stores under other names are read as well. */
const SETTINGS = `net.ipv4.ip_forward net.ipv4.ip_unprivileged_port_start net.ipv4.conf.all.forwarding net.ipv4.conf.all.rp_filter net.ipv4.conf.default.rp_filter \
net.ipv4.conf.all.accept_redirects net.ipv4.conf.all.send_redirects net.ipv4.conf.all.accept_source_route net.ipv4.conf.all.log_martians net.ipv4.tcp_syncookies \
net.ipv6.conf.all.forwarding net.ipv6.conf.all.disable_ipv6 net.bridge.bridge-nf-call-iptables net.bridge.bridge-nf-call-ip6tables net.core.somaxconn \
net.netfilter.nf_conntrack_max vm.overcommit_memory vm.panic_on_oom vm.swappiness vm.max_map_count kernel.panic kernel.panic_on_oops`

/** In the order in which a later file wins over an earlier one of the same name. */
const STORES = '/usr/lib/sysctl.d/*.conf /run/sysctl.d/*.conf /etc/sysctl.d/*.conf /etc/sysctl.conf'

const CONFIGURATION =
  '/var/lib/kubelet/*.yaml /var/lib/kubelet/kubeadm-flags.env /etc/default/kubelet /etc/systemd/system/kubelet.service /etc/systemd/system/kubelet.service.d/* /usr/lib/systemd/system/kubelet.service.d/* /etc/containerd/config.toml /etc/containerd/conf.d/*'

/** Four parts, each after a line `== name`. Nothing in it waits or fails: a machine that lacks a tool has an empty part. */
export const STATE = `PATH=$PATH:/usr/sbin:/sbin
echo '== units'; systemctl show '*.service' --no-pager --timestamp=unix -p Id -p ActiveState -p UnitFileState -p MainPID -p ExecMainStartTimestamp 2>/dev/null
echo '== live'; sysctl -e ${SETTINGS} $(sed -n 's/^ *-\\{0,1\\}\\([a-z][a-z0-9_.\\/-]*\\) *=.*/\\1/p' ${STORES} 2>/dev/null | head -n 100) 2>/dev/null
echo '== stored'; grep -H = ${STORES} 2>/dev/null | head -c 65536
echo '== files'; stat -c '%Y %n' ${CONFIGURATION} 2>/dev/null; true`

/** Units of the system itself, which come and go by themselves. */
const NOISE = /@|^(systemd-|user|apt|dpkg|e2scrub|man-db|logrotate|fstrim|dbus|getty|emergency|rescue)/

/** Of `UnitFileState`: comes back by itself, or has nothing to enable. */
const COMES_BACK: ReadonlySet<string> = new Set(['enabled', 'static', 'indirect', 'generated', 'alias', 'transient'])

export function parseState(output: string): MachineState {
  const parts = new Map(
    output.split(/^== /m).map((part) => [part.slice(0, part.indexOf('\n')).trim(), part.slice(part.indexOf('\n') + 1)] as const),
  )
  const units = (parts.get('units') ?? '').split('\n\n').map(fieldsOf)
  const known = units.flatMap((unit) => {
    const name = (unit.get('Id') ?? '').replace(/\.service$/, '')
    return name === '' || NOISE.test(name) ? [] : [{ name, unit }]
  })
  return {
    active: new Set(known.filter(({ unit }) => unit.get('ActiveState') === 'active').map(({ name }) => name)),
    enabled: new Set(known.filter(({ unit }) => COMES_BACK.has(unit.get('UnitFileState') ?? '')).map(({ name }) => name)),
    live: settingsOf(parts.get('live') ?? ''),
    stored: storedOf(parts.get('stored') ?? ''),
    startedAt: new Map(
      known.flatMap(({ name, unit }) => {
        const at = /^@(\d+)/.exec(unit.get('ExecMainStartTimestamp') ?? '')?.[1]
        return at === undefined || (unit.get('MainPID') ?? '0') === '0' ? [] : [[name, Number(at) * 1000] as const]
      }),
    ),
    changedAt: new Map(
      (parts.get('files') ?? '').split('\n').flatMap((line) => {
        const match = /^(\d+) (\/.*)$/.exec(line)
        return match?.[1] && match[2] ? [[match[2], Number(match[1]) * 1000] as const] : []
      }),
    ),
  }
}

function fieldsOf(text: string): Map<string, string> {
  return new Map(text.split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const))
}

function settingsOf(text: string): Map<string, string> {
  return new Map(text.split('\n').flatMap((line) => pairOf(line)))
}

/** `-net/ipv4/ip_forward = 1` to its key and value; several values are told apart by one blank. */
function pairOf(line: string): [string, string][] {
  const match = /^\s*-?\s*([a-z][\w./-]*)\s*=\s*(.*?)\s*$/.exec(line)
  return match?.[1] && match[2] !== undefined ? [[match[1].replaceAll('/', '.'), match[2].replace(/\s+/g, ' ')]] : []
}

/** Lines `path:key = value`. Files count in the order of their names, wherever they lie; /etc/sysctl.conf comes last. */
function storedOf(text: string): Map<string, string> {
  const files = new Map<string, { path: string; lines: string[] }>()
  for (const line of text.split('\n')) {
    const [path, content] = [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]
    if (!path.startsWith('/')) continue
    const name = path === '/etc/sysctl.conf' ? '~' : path.slice(path.lastIndexOf('/') + 1)
    const file = files.get(name)
    if (file?.path === path) file.lines.push(content)
    else files.set(name, { path, lines: [content] })
  }
  const inOrder = [...files].toSorted(([one], [other]) => (one < other ? -1 : 1)).flatMap(([, { lines }]) => lines)
  return new Map(inOrder.flatMap((line) => pairOf(line)))
}
