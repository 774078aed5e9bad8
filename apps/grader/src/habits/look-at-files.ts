// Records which files of a machine changed between two looks: digests in one fast command, content never leaves the machine.
import type { HabitEventBody } from '@unflunk/shared/habits'
import type { Machine } from '../sandbox/machine.ts'
import { type Digests, fileChanges } from './file-changes.ts'

/** The folders that tasks touch, and those where a candidate may put a copy. */
const FOLDERS =
  '/etc/kubernetes /etc/systemd /etc/containerd /etc/default /etc/sysctl.d /etc/modules-load.d /usr/lib/systemd/system/kubelet.service.d /home /opt /root /tmp /var/tmp /srv /mnt'

/** Of /var/lib/kubelet only what is configuration: the rest belongs to running pods. */
const KUBELET = '/var/lib/kubelet/config.yaml /var/lib/kubelet/kubeadm-flags.env /var/lib/kubelet/instance-config.yaml'

/** Written by programs all the time, or private and of no use to a rule. */
const SKIPPED = '.cache .kube/cache .ssh .local .config .npm systemd-private-* .X*-unix cni'
const SKIPPED_NAMES = '.bash_history .lesshst .viminfo *.swp *.swo *.swx .wget-hsts *.sock'

/** Bigger files are logs, archives or binaries: no backup of a configuration. */
const MAX_SIZE = '512k'

/** More than a machine of ours holds by far; a candidate who unpacks something must not make the log explode. */
const MAX_FILES = 2000

/**
 * A look costs about 50 ms, and seconds while the other clusters of an exam come up on two cores. The first look is the one that all later ones are
 * compared with, so it is worth waiting for; a machine that needs longer than this is in trouble, and the look is skipped.
 */
const TIMEOUT_MS = 20_000

const or = (test: string, names: string) =>
  names
    .split(' ')
    .map((name) => `${test} '${name}'`)
    .join(' -o ')

const SCRIPT = `find ${FOLDERS} ${KUBELET} -xdev \\( -type d \\( ${or(
  '-path',
  SKIPPED.split(' ')
    .map((name) => `*/${name}`)
    .join(' '),
)} \\) -prune \\) \
-o \\( -type f -size -${MAX_SIZE} ! \\( ${or('-name', SKIPPED_NAMES)} \\) -print0 \\) 2>/dev/null | head -z -n ${MAX_FILES} | xargs -0r sha256sum 2>/dev/null`

/** Throws what `Machine.exec` throws: a machine that is frozen or gone cannot be looked at. */
export async function digestFiles(machine: Pick<Machine, 'exec'>, signal?: AbortSignal): Promise<Digests> {
  const options = { timeoutMs: TIMEOUT_MS, ...(signal ? { signal } : {}) }
  const { stdout } = await machine.exec(['sh', '-c', SCRIPT], options)
  return parseDigests(stdout)
}

/** Lines of sha256sum. Names with a newline are escaped by it with a leading backslash and left out here. */
export function parseDigests(output: string): Digests {
  const digests = new Map<string, string>()
  for (const line of output.split('\n')) {
    const match = /^([0-9a-f]{64}) [ *](\/.*)$/.exec(line)
    if (match?.[1] && match[2]) digests.set(match[2], match[1].slice(0, 16))
  }
  return digests
}

/** Keeps the newest digests of every machine of an attempt and records the differences. */
export class FileLooks {
  readonly #record: (body: HabitEventBody) => void
  readonly #known = new Map<string, Digests>()

  constructor(record: (body: HabitEventBody) => void) {
    this.#record = record
  }

  /**
   * Looks at a machine: the first time its digests are recorded as the base, later the differences. `host` is its ssh name, or the node's name.
   * Call it after setup, when a task is opened, when it is left, and before the final grade.
   */
  async look(task: string | undefined, host: string, machine: Pick<Machine, 'exec'>, signal?: AbortSignal): Promise<void> {
    const now = await digestFiles(machine, signal)
    const key = `${task ?? ''} ${host}`
    const before = this.#known.get(key)
    this.#known.set(key, now)
    const of = task === undefined ? {} : { task }
    if (!before) this.#record({ type: 'files-seen', ...of, host, digests: Object.fromEntries(now) })
    else for (const change of fileChanges(before, now)) this.#record({ type: 'file-changed', ...of, host, ...change })
  }

  /** Forgets the machines of a task, whose cluster was reset: the next look is a new base. */
  forget(task: string): void {
    for (const key of this.#known.keys()) if (key.startsWith(`${task} `)) this.#known.delete(key)
  }
}
