// What the digests tell of the files on a task's machines: how they were, what changed, where else a content was seen.
import type { HabitEventOf } from '@unflunk/shared/habits'
import type { Reading } from './reading.ts'

type FileChanged = HabitEventOf<'file-changed'>

export const MANIFESTS = '/etc/kubernetes/manifests/'

export interface FileHistory {
  readonly host: string
  /** As given: path to digest at the first look. */
  readonly base: ReadonlyMap<string, string>
  /** In order. */
  readonly changes: readonly FileChanged[]
  /** As of the last look. */
  readonly now: ReadonlyMap<string, string>
}

/** One history per machine of the task that was looked at more than once. A reset begins a new one. */
export function fileHistories(reading: Reading, task: string): FileHistory[] {
  const histories = new Map<string, { host: string; base: Map<string, string>; now: Map<string, string>; changes: FileChanged[] }>()
  const looks = [...reading.events('files-seen'), ...reading.events('file-changed')].toSorted((one, other) => one.seq - other.seq)
  for (const event of looks) {
    if (event.task !== task) continue
    if (event.type === 'files-seen') {
      const base = new Map(Object.entries(event.digests))
      histories.set(event.host, { host: event.host, base, now: new Map(base), changes: [] })
    } else {
      const history = histories.get(event.host)
      if (!history) continue
      history.changes.push(event)
      if (event.digest === undefined) history.now.delete(event.path)
      else history.now.set(event.path, event.digest)
    }
  }
  return [...histories.values()]
}

/** Every path, other than `path` itself on `host`, at which a content was seen at some look. */
export function seenElsewhere(histories: readonly FileHistory[], host: string, path: string, digest: string): string[] {
  return histories.flatMap((history) => {
    const given = [...history.base].filter(([, content]) => content === digest).map(([other]) => other)
    const later = history.changes.filter((change) => change.digest === digest).map((change) => change.path)
    return [...new Set([...given, ...later])].filter((other) => history.host !== host || other !== path)
  })
}
