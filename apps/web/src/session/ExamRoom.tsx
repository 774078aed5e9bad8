// The room while the session runs: an exam with its clock, or one task to practise.
import { useCallback, useState } from 'react'
import { ExamView } from './ExamView.tsx'
import { KeysDialog } from './KeysDialog.tsx'
import { PracticeView } from './PracticeView.tsx'
import { useClosingGuard, useLeftWindow } from './page-guard.ts'
import { useRoom } from './room-context.tsx'
import { useSession } from './use-session.ts'

export function ExamRoom() {
  const { kind, phase } = useSession()
  const room = useRoom()
  const [keysShown, setKeysShown] = useState(false)
  useClosingGuard(phase === 'running')
  useLeftWindow(useCallback((ms) => room.report({ type: 'left-window', ms }), [room]))
  const showKeys = () => setKeysShown(true)
  return (
    <>
      {kind === 'exam' ? <ExamView onKeys={showKeys} /> : <PracticeView onKeys={showKeys} />}
      <KeysDialog open={keysShown} onOpenChange={setKeysShown} kind={kind} />
    </>
  )
}
