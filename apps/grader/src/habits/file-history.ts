// What the digests tell of the files on a task's machines: how they were, what changed, where else a content was seen.
import type { HabitEventOf } from '@unflunk/shared/habits'
import { fileChanges } from './file-changes.ts'
import { oncePerReading, oncePerTask } from './once.ts'
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

interface Growing {
  readonly host: string
  readonly base: Map<string, string>
  readonly now: Map<string, string>
  readonly changes: FileChanged[]
}

type Seen = HabitEventOf<'files-seen'>

/**
 * One history per machine of the task. A reset begins a new one; a grader that was restarted looks at everything anew,
 * which goes on with the old one.
 */
export const fileHistories = oncePerTask((reading, task): readonly FileHistory[] => {
  const histories = new Map<string, Growing>()
  for (const event of looksByTask(reading).get(task) ?? []) {
    if (event.type === 'reset') {
      histories.clear()
      continue
    }
    const history = histories.get(event.host)
    if (event.type === 'files-seen') {
      // What was looked at before the clock began was half built, and is built anew.
      if (history && event.seq > startedSeq(reading)) for (const change of changesSince(history, event)) follow(history, change)
      else histories.set(event.host, begin(event))
    } else if (history) follow(history, event)
  }
  return [...histories.values()]
})

const looksByTask = oncePerReading((reading) => {
  const looks = [...reading.events('files-seen'), ...reading.events('file-changed'), ...reading.events('reset')]
  return Map.groupBy(
    looks.toSorted((one, other) => one.seq - other.seq),
    (event) => event.task,
  )
})

function startedSeq(reading: Reading): number {
  return reading.events('started')[0]?.seq ?? 0
}

function begin({ host, digests }: Seen): Growing {
  const base = new Map(Object.entries(digests))
  return { host, base, now: new Map(base), changes: [] }
}

function changesSince({ now }: Growing, { digests, type: _type, ...of }: Seen): FileChanged[] {
  return fileChanges(now, new Map(Object.entries(digests))).map((change) => ({ ...of, type: 'file-changed', ...change }))
}

function follow(history: Growing, change: FileChanged): void {
  history.changes.push(change)
  if (change.digest === undefined) history.now.delete(change.path)
  else history.now.set(change.path, change.digest)
}

/** Every path, other than `path` itself on `host`, at which a content was seen at some look. */
export function seenElsewhere(histories: readonly FileHistory[], host: string, path: string, digest: string): string[] {
  return histories.flatMap((history) => {
    const given = [...history.base].filter(([, content]) => content === digest).map(([other]) => other)
    const later = history.changes.filter((change) => change.digest === digest).map((change) => change.path)
    return [...new Set([...given, ...later])].filter((other) => history.host !== host || other !== path)
  })
}
