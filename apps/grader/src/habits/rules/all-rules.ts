// The rules that run, and which advice each one measures.
import { backupInManifests } from './backup-in-manifests.ts'
import { brokeItLater } from './broke-it-later.ts'
import { defaultNamespace } from './default-namespace.ts'
import { earlyEnd } from './early-end.ts'
import { noBackup } from './no-backup.ts'
import { noObjectBackup } from './no-object-backup.ts'
import { notLookedAt } from './not-looked-at.ts'
import type { Rule } from './rule.ts'
import { wrongPlace } from './wrong-place.ts'

export const allRules: readonly Rule[] = [
  wrongPlace,
  defaultNamespace,
  noBackup,
  noObjectBackup,
  backupInManifests,
  brokeItLater,
  notLookedAt,
  earlyEnd,
]
