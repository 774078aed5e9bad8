// The rules whose findings the checklists rest on: those that a running attempt needs, too.
import { backupInManifests } from '../rules/backup-in-manifests.ts'
import { defaultNamespace } from '../rules/default-namespace.ts'
import { editedNotApplied } from '../rules/edited-not-applied.ts'
import { noBackup } from '../rules/no-backup.ts'
import { noObjectBackup } from '../rules/no-object-backup.ts'
import { notPersistent } from '../rules/not-persistent.ts'
import type { Rule } from '../rules/rule.ts'
import { wrongPlace } from '../rules/wrong-place.ts'

export const checklistRules: readonly Rule[] = [
  wrongPlace,
  defaultNamespace,
  noBackup,
  noObjectBackup,
  backupInManifests,
  editedNotApplied,
  notPersistent,
]
