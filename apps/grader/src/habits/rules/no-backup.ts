// Advice 11: the old content of a control-plane or kubelet file exists nowhere after the edit.
import type { Finding, HabitEventOf } from '@unflunk/shared/habits'
import { edits, mentions, nameOf } from '../command/touches.ts'
import type { HabitTask } from '../context.ts'
import { type FileHistory, fileHistories, MANIFESTS, seenElsewhere } from '../file-history.ts'
import { type PlacedCall, type Reading, type Run, runsOf } from '../reading.ts'
import { clockTime, type Rule, taskName } from './rule.ts'

/** Files whose loss stops a node or a control plane. */
const DANGEROUS =
  /^(\/etc\/kubernetes\/manifests\/[^/]+\.ya?ml|\/etc\/kubernetes\/[^/]+\.conf|\/var\/lib\/kubelet\/(config\.yaml|kubeadm-flags\.env)|\/(etc|usr\/lib|lib)\/systemd\/system\/kubelet\.service(\.d\/[^/]+)?|\/etc\/default\/kubelet)$/

/** Tools that may have put a copy anywhere, also one that is gone by now. */
const COPIERS: ReadonlySet<string> = new Set([
  'cp',
  'mv',
  'rsync',
  'scp',
  'tar',
  'install',
  'tee',
  'cat',
  'git',
  'dd',
  'base64',
  'zip',
  'ln',
])

/** `cat` alone only shows a file. */
function copies(call: PlacedCall, run: Run): boolean {
  return COPIERS.has(call.tool) && (call.tool !== 'cat' || call.writes.length > 0 || run.line.includes('tee'))
}

/** Tools that keep or make the old content themselves. */
const CAREFUL: ReadonlySet<string> = new Set(['kubeadm'])

export const noBackup: Rule = (reading) => reading.context.tasks.flatMap((task) => findingsOf(reading, task))

function findingsOf(reading: Reading, task: HabitTask): Finding[] {
  const histories = fileHistories(reading, task.id)
  return histories.flatMap((history) =>
    firstEdits(history).flatMap((edit) => {
      const path = copyOf(histories, history, edit)
      if (path) return isPraise(histories, path) ? [kept(reading, task, edit, path)] : []
      return slipOf(reading, task, edit)
    }),
  )
}

type Edit = HabitEventOf<'file-changed'> & { before: string }

/** The first change of each dangerous file that was there at the start. */
function firstEdits(history: FileHistory): Edit[] {
  const first = new Map<string, Edit>()
  for (const change of history.changes) {
    const { before } = change
    const given = before !== undefined && history.base.get(change.path) === before
    if (given && DANGEROUS.test(change.path) && !first.has(change.path)) first.set(change.path, { ...change, before })
  }
  // Back as it was at the last look: the old content is there.
  return [...first.values()].filter((edit) => history.now.get(edit.path) !== edit.before)
}

/** Prefer a copy outside the manifests folder: the other one is no good (rule backup-in-manifests). */
function copyOf(histories: readonly FileHistory[], history: FileHistory, edit: Edit): string | undefined {
  const copies = seenElsewhere(histories, history.host, edit.path, edit.before)
  return copies.find((path) => !path.startsWith(MANIFESTS)) ?? copies[0]
}

/** A copy that the candidate made, in a good place. */
function isPraise(histories: readonly FileHistory[], path: string): boolean {
  return !path.startsWith(MANIFESTS) && histories.every((history) => !history.base.has(path))
}

function kept(reading: Reading, task: HabitTask, edit: Edit, path: string): Finding {
  const run = runsOf(reading, task.id).find((candidate) =>
    candidate.calls.some((call) => copies(call, candidate) && mentions(call, candidate, edit.path)),
  )
  return {
    advice: '11',
    rule: 'no-backup',
    kind: 'kept',
    task: task.id,
    at: run?.at ?? edit.at,
    says: `${taskName(task)}: the old ${nameOf(edit.path)} is kept as ${path}.`,
    evidence: [...(run ? [run.seq] : []), edit.seq],
    ...(run ? { terminal: run.terminal } : {}),
  }
}

function slipOf(reading: Reading, task: HabitTask, edit: Edit): Finding[] {
  const runs = runsOf(reading, task.id).filter((run) => run.at <= edit.at)
  const editing = runs.find((run) => run.calls.some((call) => edits(call, run, edit.path)))
  // Not seen who changed it, or changed by a script: not measured.
  if (!editing) return []
  const saved = runs.some((run) =>
    run.calls.some((call) => CAREFUL.has(call.tool) || (copies(call, run) && mentions(call, run, edit.path))),
  )
  if (saved) return []
  const name = nameOf(edit.path)
  return [
    {
      advice: '11',
      rule: 'no-backup',
      kind: 'slip',
      task: task.id,
      at: editing.at,
      says: `${taskName(task)}: ${name} was changed at ${clockTime(reading, editing.at)}, and its old content is nowhere on ${edit.host}.`,
      next: `sudo cp ${edit.path} /root/ before the first edit: six seconds, and the way back is one command.`,
      evidence: [editing.seq, edit.seq],
      terminal: editing.terminal,
    },
  ]
}
