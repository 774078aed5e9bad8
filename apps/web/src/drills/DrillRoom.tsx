// The room of a drill: one round at a time beside the terminals, its clock, and what became of the last change.
import { useCallback, useState } from 'react'
import { attempt } from '../session/attempt.ts'
import { focusElement, focusTerminal } from '../session/go-to.ts'
import { KeysDialog } from '../session/KeysDialog.tsx'
import { useClosingGuard, useLeftWindow } from '../session/page-guard.ts'
import { RoomFrame } from '../session/RoomFrame.tsx'
import { useRoom } from '../session/room-context.tsx'
import { keysOf } from '../session/shortcuts.ts'
import { Timer } from '../session/Timer.tsx'
import topStyles from '../session/TopBar.module.css'
import { useSession } from '../session/use-session.ts'
import { useShortcuts } from '../session/use-shortcuts.ts'
import { Button } from '../ui/Button.tsx'
import { Confirm } from '../ui/Dialog.tsx'
import { Tooltip } from '../ui/Tooltip.tsx'
import { RoundDots } from './RoundDots.tsx'
import { RoundPane } from './RoundPane.tsx'

export function DrillRoom() {
  const room = useRoom()
  const { title, phase, drill } = useSession()
  const [keysShown, setKeysShown] = useState(false)
  const [ending, setEnding] = useState(false)
  useClosingGuard(phase === 'running')
  useLeftWindow(useCallback((ms) => room.report({ type: 'left-window', ms }), [room]))
  const skip = () => void attempt(room.skipRound)
  useShortcuts('drill', {
    skip,
    task: () => focusElement('task-text'),
    terminal: focusTerminal,
    end: () => setEnding(true),
    keys: () => setKeysShown(true),
  })
  if (!drill) return null
  return (
    <>
      <RoomFrame
        onKeys={() => setKeysShown(true)}
        bar={
          <>
            <h1 className={topStyles.title}>{title}</h1>
            <div className={topStyles.middle}>
              <RoundDots drill={drill} />
            </div>
            <Timer />
            <div className={topStyles.actions}>
              <Tooltip says="Asks once more" keys={keysOf('end')}>
                <Button onClick={() => setEnding(true)}>End</Button>
              </Tooltip>
            </div>
          </>
        }
        pane={<RoundPane drill={drill} onSkip={skip} />}
      />
      <KeysDialog open={keysShown} onOpenChange={setKeysShown} kind="drill" />
      <Confirm
        open={ending}
        onOpenChange={setEnding}
        title="End the drill now?"
        action="End it"
        cancel="Go on"
        onConfirm={() => void attempt(room.end)}
      >
        Rounds that were not reached count as nothing.
      </Confirm>
    </>
  )
}
