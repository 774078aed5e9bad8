// The rules that run. Of two that saw the same lost check the first one keeps its points, so the better proof comes first.
import { answerNotWritten } from './answer-not-written.ts'
import { backupInManifests } from './backup-in-manifests.ts'
import { brokeItLater } from './broke-it-later.ts'
import { defaultNamespace } from './default-namespace.ts'
import { earlyEnd } from './early-end.ts'
import { editedNotApplied } from './edited-not-applied.ts'
import { handTyped } from './hand-typed.ts'
import { lostKubeconfig } from './lost-kubeconfig.ts'
import { missedWords } from './missed-words.ts'
import { noBackup } from './no-backup.ts'
import { noObjectBackup } from './no-object-backup.ts'
import { notLookedAt } from './not-looked-at.ts'
import { notPersistent } from './not-persistent.ts'
import { overFix } from './over-fix.ts'
import { pointsDisplaced } from './points-displaced.ts'
import { predictionGap } from './prediction-gap.ts'
import { retypedName } from './retyped-name.ts'
import { ritual } from './ritual.ts'
import type { Rule } from './rule.ts'
import { sameErrorAgain } from './same-error-again.ts'
import { secondEditBlind } from './second-edit-blind.ts'
import { slowLookUp } from './slow-look-up.ts'
import { waiting } from './waiting.ts'
import { wrongPlace } from './wrong-place.ts'

export const allRules: readonly Rule[] = [
  wrongPlace,
  defaultNamespace,
  editedNotApplied,
  notPersistent,
  lostKubeconfig,
  noBackup,
  noObjectBackup,
  backupInManifests,
  overFix,
  brokeItLater,
  retypedName,
  missedWords,
  answerNotWritten,
  notLookedAt,
  earlyEnd,
  secondEditBlind,
  pointsDisplaced,
  waiting,
  ritual,
  predictionGap,
  handTyped,
  sameErrorAgain,
  slowLookUp,
]
