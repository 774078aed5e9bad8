// Advice 11: a copy left inside the static pod folder; the kubelet runs every file there that does not begin with a dot.
import type { Finding } from '@unflunk/shared/habits'
import type { HabitTask } from '../context.ts'
import { type FileHistory, fileHistories, MANIFESTS } from '../file-history.ts'
import { causeOf, type Reading, runsOf } from '../reading.ts'
import { clockTime, type Rule, taskName, terminalOf } from './rule.ts'

export const backupInManifests: Rule = (reading) =>
  reading.context.tasks.flatMap((task) => fileHistories(reading, task.id).flatMap((history) => slipsOf(reading, task, history)))

function slipsOf(reading: Reading, task: HabitTask, history: FileHistory): Finding[] {
  return (
    history.changes
      .filter((change) => change.change === 'added' && isCopy(history, change.path, change.digest))
      // Taken away again before the last look: no harm was left.
      .filter((change) => history.now.has(change.path))
      .filter((change, index, all) => all.findIndex((other) => other.path === change.path) === index)
      .map((change) => {
        const name = nameOf(change.path)
        const run =
          runsOf(reading, task.id).find((candidate) => candidate.at <= change.at && candidate.line.includes(name)) ??
          causeOf(reading, task.id, change.at)
        return {
          advice: '11',
          rule: 'backup-in-manifests',
          kind: 'slip',
          task: task.id,
          at: run?.at ?? change.at,
          says: `${taskName(task)}: the copy ${change.path}, there at ${clockTime(reading, change.at)}, lies in the static pod folder: the kubelet runs it as a second pod of the same name.`,
          next: `Keep copies outside: sudo mv ${change.path} /root/`,
          evidence: [...(run ? [run.seq] : []), change.seq],
          ...terminalOf(run),
        }
      })
  )
}

/** The content that a manifest had before, or a manifest's name with something before or behind it. A new static pod that a task asks for is neither. */
function isCopy(history: FileHistory, path: string, digest: string | undefined): boolean {
  const name = nameOf(path)
  if (!path.startsWith(MANIFESTS) || path.slice(MANIFESTS.length).includes('/') || name.startsWith('.')) return false
  const given = [...history.base].filter(([other]) => other.startsWith(MANIFESTS) && other !== path)
  return given.some(([other, content]) => content === digest || isNamedAfter(name, nameOf(other)))
}

/** kube-apiserver.yaml.bak, kube-apiserver.yaml~, kube-apiserver-old.yaml, backup-kube-apiserver.yaml */
function isNamedAfter(name: string, original: string): boolean {
  const stem = original.replace(/\.ya?ml$/, '')
  return (
    (name !== original && name.startsWith(original)) ||
    (name.includes(stem) && /(^|[-_.])(bak|backup|old|orig|original|save|saved|copy)([-_.]|$)/.test(name))
  )
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
