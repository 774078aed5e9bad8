// Records which files of a machine changed between two looks, by their digests.
import type { HabitEvent, HabitEventBody } from '@unflunk/shared/habits'
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

const or = (test: string, names: string) =>
  names
    .split(' ')
    .map((name) => `${test} '${name}'`)
    .join(' -o ')

/** A line of sha256sum for each file. */
export const DIGESTS = `find ${FOLDERS} ${KUBELET} -xdev \\( -type d \\( ${or(
  '-path',
  SKIPPED.split(' ')
    .map((name) => `*/${name}`)
    .join(' '),
)} \\) -prune \\) \
-o \\( -type f -size -${MAX_SIZE} ! \\( ${or('-name', SKIPPED_NAMES)} \\) -print0 \\) 2>/dev/null | head -z -n ${MAX_FILES} | xargs -0r sha256sum 2>/dev/null`

/** Lines of sha256sum. Names with a newline are escaped by it with a leading backslash and left out here. */
export function parseDigests(output: string): Digests {
  const digests = new Map<string, string>()
  for (const line of output.split('\n')) {
    const match = /^([0-9a-f]{64}) [ *](\/.*)$/.exec(line)
    if (match?.[1] && match[2]) digests.set(match[2], match[1].slice(0, 16))
  }
  return digests
}

/** The files of a machine as given, and as they are now. */
export interface FileState {
  readonly base: Digests
  readonly now: Digests
}

/** Keeps the newest digests of every machine of an attempt and records the differences. */
export class FileLooks {
  readonly #record: (body: HabitEventBody) => void
  readonly #known = new Map<string, FileState>()

  /** `past`: the log of an attempt that goes on after a restart of the grader. */
  constructor(record: (body: HabitEventBody) => void, past: readonly HabitEvent[] = []) {
    this.#record = record
    for (const event of past) this.#remember(event)
  }

  /** The first time the digests are recorded as the base, later the differences. `host` is a machine's ssh name, or the node's name. */
  note(task: string | undefined, host: string, now: Digests): FileState {
    const key = keyOf(task, host)
    const before = this.#known.get(key)
    const state = { base: before?.base ?? now, now }
    this.#known.set(key, state)
    const of = task === undefined ? {} : { task }
    if (!before) this.#record({ type: 'files-seen', ...of, host, digests: Object.fromEntries(now) })
    else for (const change of fileChanges(before.now, now)) this.#record({ type: 'file-changed', ...of, host, ...change })
    return state
  }

  /** Forgets the machines of a task, whose cluster was reset: the next look is a new base. */
  forget(task: string): void {
    for (const key of this.#known.keys()) if (key.startsWith(`${task} `)) this.#known.delete(key)
  }

  #remember(event: HabitEvent): void {
    if (event.type === 'reset' && event.task !== undefined) this.forget(event.task)
    // A second one is of another machine: what was half built was built anew.
    if (event.type === 'files-seen') {
      const now = new Map(Object.entries(event.digests))
      this.#known.set(keyOf(event.task, event.host), { base: now, now })
    }
    if (event.type !== 'file-changed') return
    const known = this.#known.get(keyOf(event.task, event.host))
    if (!known) return
    const now = new Map(known.now)
    if (event.digest === undefined) now.delete(event.path)
    else now.set(event.path, event.digest)
    this.#known.set(keyOf(event.task, event.host), { base: known.base, now })
  }
}

export function keyOf(task: string | undefined, host: string): string {
  return `${task ?? ''} ${host}`
}
