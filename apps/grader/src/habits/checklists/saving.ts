// Saving: manifests kept, the old content kept before a dangerous edit, what was edited applied.
import type { Checklist, ChecklistItem } from '@unflunk/shared/checklist'
import type { Reading, Run } from '../reading.ts'
import { clockTime, count } from '../rules/rule.ts'
import { type Evidence, item, keptOf, slipOf } from './item.ts'

export function saving(evidence: Evidence): Checklist {
  return { id: 'saving', title: 'Saving', items: [manifests(evidence), oldContent(evidence), applied(evidence)] }
}

/** Never missed: who makes an object by one command needs no file to correct it. */
function manifests(evidence: Evidence): ChecklistItem {
  const { reading } = evidence
  const it = item(evidence, 'manifest', 'Keep the manifest of what you make')
  const seen = reading.events('manifest-seen').filter(({ path }) => !path.startsWith('/etc/kubernetes/'))
  const paths = new Set(seen.map(({ host, path }) => `${host}:${path}`))
  if (seen[0]) return it.done(`${count(paths.size, 'manifest')} kept, the first ${seen[0].path} on ${seen[0].host}.`, seen[0])
  const run = reading.runs.find(fromFile)
  if (run) return it.done(`"${run.line.split('\n')[0]}" at ${clockTime(reading, run.at)}: the file is there to be corrected.`, run)
  return it.notYet(somethingMade(reading) ? 'Everything was made by command, which needs no manifest.' : 'Nothing was made.')
}

function fromFile(run: Run): boolean {
  return run.calls.some(
    ({ kubectl }) => kubectl?.changing && kubectl.file !== undefined && kubectl.file !== '-' && !kubectl.file.startsWith('http'),
  )
}

function somethingMade(reading: Reading): boolean {
  return reading.events('object-changed').some(({ change }) => change === 'added')
}

function oldContent(evidence: Evidence): ChecklistItem {
  const { findings } = evidence
  const it = item(evidence, 'old-content', 'Keep the old content before a dangerous edit')
  const slip = slipOf(findings, 'no-backup', 'backup-in-manifests')
  if (slip) return it.missed(slip.says, slip, slip.next)
  const kept = keptOf(findings, 'no-backup')
  if (kept) return it.done(kept.says, kept)
  return it.notYet('No control-plane or kubelet file was changed, and nothing was deleted and made anew.')
}

function applied(evidence: Evidence): ChecklistItem {
  const { reading, findings } = evidence
  const it = item(evidence, 'applied', 'Apply what you edited')
  const slip = slipOf(findings, 'edited-not-applied', 'not-persistent')
  if (slip) return it.missed(slip.says, slip, slip.next)
  const last = new Map(reading.events('manifest-seen').map((event) => [`${event.task} ${event.host} ${event.path}`, event]))
  const same = [...last.values()].find(({ objects }) => objects.length > 0 && objects.every(({ live }) => live === 'same'))
  if (same) return it.done(`${same.path} on ${same.host} is what runs in the cluster.`, same)
  return it.notYet('No manifest was compared with the cluster.')
}
