// Advice 11: a manifest that was edited and not applied: its object is another one, or none, in the cluster when the task ended.
import type { Finding, HabitEventOf } from '@unflunk/shared/habits'
import { edits, mentions, nameOf } from '../command/touches.ts'
import { failedChecks, type HabitTask, objectsOf, textAsksFor } from '../context.ts'
import { fileHistories, MANIFESTS } from '../file-history.ts'
import { type PlacedCall, type Reading, type Run, runsOf } from '../reading.ts'
import { clockTime, cost, count, objectName, type Rule, taskName } from './rule.ts'
import { PRAISE_FROM_OBJECTS } from './thresholds.ts'

type Seen = HabitEventOf<'manifest-seen'>
type Manifested = Seen['objects'][number]

interface Unapplied {
  readonly seen: Seen
  readonly object: Manifested
  /** The last edit of the file. */
  readonly edit: Run
  /** An apply of it after the edit that was refused. */
  readonly refused: Run | undefined
}

export const editedNotApplied: Rule = (reading) => {
  const slips = reading.context.tasks.flatMap((task) => slipsOf(reading, task))
  return slips.length > 0 ? slips : kept(reading)
}

function slipsOf(reading: Reading, task: HabitTask): Finding[] {
  const manifests = lastSeen(reading, task)
  const running = manifests.flatMap(({ objects }) => objects.filter(({ live }) => live === 'same'))
  const told = new Set<string>()
  return manifests.flatMap((seen) =>
    seen.objects.flatMap((object) => {
      const key = `${object.kind} ${object.namespace ?? ''}/${object.name}`
      // Another file holds what runs: this one is an earlier try, or a copy of the old form.
      if (object.live === 'same' || told.has(key) || running.some((other) => isSame(other, object))) return []
      const unapplied = unappliedOf(reading, task, seen, object)
      const checks = unapplied ? checksOf(task, object) : []
      if (!unapplied || (checks.length === 0 && !isMissed(task, object))) return []
      told.add(key)
      // An object that is not there at all was missed for want of the apply; whether another edit of it would have been right, nobody proved.
      return [slip(reading, task, unapplied, object.live === 'absent' ? checks : [])]
    }),
  )
}

/** The newest look at each manifest, without those that were not meant to be applied by hand and those that are gone. */
function lastSeen(reading: Reading, task: HabitTask): Seen[] {
  const reset = reading.events('reset').findLast((event) => event.task === task.id)
  const last = new Map<string, Seen>()
  for (const event of reading.events('manifest-seen'))
    if (event.task === task.id && event.seq > (reset?.seq ?? 0)) last.set(`${event.host} ${event.path}`, event)
  return [...last.values()].filter((seen) => !isAnswer(task, seen.path) && !isForAnotherTool(reading, task, seen))
}

/** A file that the text or a check asks for is an answer, whether it is applied or not. */
function isAnswer(task: HabitTask, path: string): boolean {
  if (task.text.includes(path) || namesInText(task).has(nameOf(path))) return true
  return task.checks.some(
    (check) => (check.kind === 'file' && check.path === path) || (check.kind === 'exec' && check.command.includes(path)),
  )
}

/** The last part of every path or word of the text. */
function namesInText(task: HabitTask): ReadonlySet<string> {
  return new Set(task.text.split(/[^\w.-]+/).map((word) => word.replace(/\.+$/, '')))
}

/** Kustomize, a static pod (also one that was moved into place), Helm, or a file that was deleted since. */
function isForAnotherTool(reading: Reading, task: HabitTask, { host, path }: Seen): boolean {
  if (path.startsWith(MANIFESTS)) return true
  const history = fileHistories(reading, task.id).find((one) => one.host === host)
  if (!history) return true // not looked at: not measured
  const digest = history.now.get(path)
  if (digest === undefined) return true
  for (const [other, content] of [...history.base, ...history.now]) {
    if (content === digest && other.startsWith(MANIFESTS)) return true
    if (/\/(kustomization\.ya?ml|Kustomization|Chart\.yaml)$/.test(other) && path.startsWith(other.slice(0, other.lastIndexOf('/') + 1)))
      return true
  }
  return runsOf(reading, task.id).some((run) =>
    run.calls.some((call) => call.tool === 'helm' || call.tool === 'kustomize' || isKustomized(call)),
  )
}

function isKustomized(call: PlacedCall): boolean {
  return call.kubectl !== undefined && call.argv.some((word) => word === 'kustomize' || /^(-k|--kustomize)/.test(word))
}

/** undefined: it was applied after its last edit (and changed in another way since), or nobody was seen to edit it. */
function unappliedOf(reading: Reading, task: HabitTask, seen: Seen, object: Manifested): Unapplied | undefined {
  const runs = runsOf(reading, task.id)
  // What a script does with files is not known.
  if (runs.some((run) => run.calls.some((call) => call.changing === undefined))) return undefined
  const edit = runs.findLast((run) => run.calls.some((call) => writes(call, run, seen.path)))
  if (!edit) return undefined
  // A dump of what runs is a copy to go back to, unless it was edited: `get -o yaml > old.yaml`.
  if (edit.calls.some((call) => call.kubectl?.verb === 'get')) return undefined
  const applies = runs.filter((run) => run.seq >= edit.seq && run.calls.some((call) => mayApply(call, run, seen.path)))
  if (applies.some((run) => run.exitCode === 0 || run.exitCode === undefined)) return undefined
  // Made or changed since by a command (or from within the editor): the candidate chose another way.
  const otherwise = reading
    .events('object-changed')
    .some((event) => event.cluster === task.cluster && event.at >= edit.at && event.kind === object.kind && event.name === object.name)
  return otherwise ? undefined : { seen, object, edit, refused: applies.at(-1) }
}

function writes(call: PlacedCall, run: Run, path: string): boolean {
  return (
    edits(call, run, path) ||
    call.writes.some((target) => nameOf(target) === nameOf(path)) ||
    (call.tool === 'tee' && mentions(call, run, path))
  )
}

/** Generous: the file by name, its folder, a pattern, standard input. */
function mayApply(call: PlacedCall, run: Run, path: string): boolean {
  const file = call.kubectl?.changing ? call.kubectl.file : undefined
  if (file === undefined) return false
  const folder = file.replace(/^\.\//, '').replace(/\/+$/, '')
  return (
    file === '-' ||
    /[*?{$~]/.test(file) ||
    nameOf(file) === nameOf(path) ||
    folder === '.' ||
    folder === '..' ||
    path.includes(`${folder}/`) ||
    run.line.includes(nameOf(path))
  )
}

/** Failed checks about this very object: what the missing apply cost. */
function checksOf(task: HabitTask, object: Manifested): string[] {
  const failed = failedChecks(task)
  return objectsOf(task).flatMap((asked) => (failed.has(asked.check) && isSame(asked, object) ? [asked.check] : []))
}

/** The text names it, it is nowhere, and the task is not whole. */
function isMissed(task: HabitTask, object: Manifested): boolean {
  return object.live === 'absent' && textAsksFor(task, object.kind, object.name) && failedChecks(task).size > 0
}

/** A manifest without a namespace may be meant for any. */
function isSame(one: { kind: string; name: string; namespace?: string | undefined }, other: Manifested): boolean {
  const place = (object: { namespace?: string | undefined }) => object.namespace ?? 'default'
  return one.kind === other.kind && one.name === other.name && (other.namespace === undefined || place(one) === place(other))
}

function slip(reading: Reading, task: HabitTask, { seen, object, edit, refused }: Unapplied, checks: readonly string[]): Finding {
  const live = object.live === 'absent' ? 'is not in the cluster' : 'is another one in the cluster'
  const done = refused ? `its apply at ${clockTime(reading, refused.at)} was refused` : 'it was not applied after that'
  return {
    advice: '11',
    rule: 'edited-not-applied',
    kind: 'slip',
    task: task.id,
    at: (refused ?? edit).at,
    says: `${taskName(task)}: ${nameOf(seen.path)} was last edited at ${clockTime(reading, edit.at)} and ${done}; ${objectName(object)} ${live}.`,
    next: refused
      ? `Read the refusal to its end, then again: k apply -f ${seen.path}`
      : `Apply right after the editor closes: k apply -f ${seen.path}`,
    evidence: [edit.seq, ...(refused ? [refused.seq] : []), seen.seq],
    terminal: edit.terminal,
    ...cost(task, checks),
  }
}

/** Praise: what the candidate made is there as a file too, and the file is what runs. */
function kept(reading: Reading): Finding[] {
  const seen = reading.context.tasks.flatMap((task) =>
    lastSeen(reading, task).flatMap((one) =>
      one.objects.filter((object) => object.live === 'same' && isAsked(task, object)).map(() => one),
    ),
  )
  const [first] = seen
  if (!first || seen.length < PRAISE_FROM_OBJECTS) return []
  return [
    {
      advice: '11',
      rule: 'edited-not-applied',
      kind: 'kept',
      at: first.at,
      says: `You kept the manifests of ${count(seen.length, 'object')}, and each file is what runs in the cluster.`,
      evidence: [...new Set(seen.map(({ seq }) => seq))],
    },
  ]
}

function isAsked(task: HabitTask, object: Manifested): boolean {
  return objectsOf(task).some((asked) => isSame(asked, object)) || textAsksFor(task, object.kind, object.name)
}
