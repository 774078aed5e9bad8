// The rules that run, and which advice each one measures.
import { backupInManifests } from './backup-in-manifests.ts'
import { brokeItLater } from './broke-it-later.ts'
import { defaultNamespace } from './default-namespace.ts'
import { earlyEnd } from './early-end.ts'
import { editedNotApplied } from './edited-not-applied.ts'
import { noBackup } from './no-backup.ts'
import { noObjectBackup } from './no-object-backup.ts'
import { notLookedAt } from './not-looked-at.ts'
import { notPersistent } from './not-persistent.ts'
import { overFix } from './over-fix.ts'
import { pointsDisplaced } from './points-displaced.ts'
import { predictionGap } from './prediction-gap.ts'
import { ritual } from './ritual.ts'
import type { Rule } from './rule.ts'
import { secondEditBlind } from './second-edit-blind.ts'
import { waiting } from './waiting.ts'
import { wrongPlace } from './wrong-place.ts'

export const allRules: readonly Rule[] = [
  wrongPlace,
  defaultNamespace,
  editedNotApplied,
  notPersistent,
  noBackup,
  noObjectBackup,
  backupInManifests,
  overFix,
  brokeItLater,
  notLookedAt,
  earlyEnd,
  secondEditBlind,
  pointsDisplaced,
  waiting,
  ritual,
  predictionGap,
]
