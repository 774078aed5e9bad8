// The room while the session runs: an exam with its clock, or one task to practise.
import { lazy, Suspense, useCallback, useState } from 'react'
import { loadDocsPanel } from '../docs/load-docs-panel.ts'
import { ExamView } from './ExamView.tsx'
import { KeysDialog } from './KeysDialog.tsx'
import { PracticeView } from './PracticeView.tsx'
import { useClosingGuard, useLeftWindow } from './page-guard.ts'
import { useRoom } from './room-context.tsx'
import { useCurrentTask, useSession } from './use-session.ts'

const DocsPanel = lazy(() => loadDocsPanel().then(({ DocsPanel }) => ({ default: DocsPanel })))

export function ExamRoom() {
  const { kind, phase, allowedDocs } = useSession()
  const practised = kind === 'exam' ? 'exam' : 'practice'
  const task = useCurrentTask()
  const room = useRoom()
  const [keysShown, setKeysShown] = useState(false)
  const [docs, setDocs] = useState<'never' | 'open' | 'closed'>('never')
  useClosingGuard(phase === 'running')
  useLeftWindow(useCallback((ms) => room.report({ type: 'left-window', ms }), [room]))
  const shown = { onKeys: () => setKeysShown(true), onDocs: () => setDocs('open') }
  return (
    <>
      {practised === 'exam' ? <ExamView {...shown} /> : <PracticeView {...shown} />}
      <KeysDialog open={keysShown} onOpenChange={setKeysShown} kind={practised} />
      {docs !== 'never' && (
        <Suspense>
          <DocsPanel
            open={docs === 'open'}
            onOpenChange={(open) => setDocs(open ? 'open' : 'closed')}
            kind={practised}
            task={task}
            allowed={allowedDocs}
            report={room.report}
          />
        </Suspense>
      )}
    </>
  )
}
