// What exam and practice share: a bar on top, the task beside the terminals, the status at the foot.
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels'
import { LoadingState } from '../ui/State.tsx'
import { attempt } from './attempt.ts'
import { ClusterComingUp } from './ClusterComingUp.tsx'
import { examLag } from './exam-lag.ts'
import { LostConnection } from './LostConnection.tsx'
import { loadTerminalTabs } from './load-session-page.ts'
import styles from './RoomFrame.module.css'
import { useRoom } from './room-context.tsx'
import { StatusBar } from './StatusBar.tsx'
import { useCurrentTask, useSession } from './use-session.ts'

const TerminalTabs = lazy(() => loadTerminalTabs().then(({ TerminalTabs }) => ({ default: TerminalTabs })))

function Terminals() {
  const room = useRoom()
  const { id, kind, terminals } = useSession()
  const task = useCurrentTask()
  const [lag] = useState(() => (kind === 'exam' ? examLag() : undefined))
  return (
    <section className={styles.terminals} id="terminals" aria-label="Terminals">
      <ClusterComingUp task={task} practice={kind === 'practice'} />
      <Suspense fallback={<LoadingState title="Loading the terminal" />}>
        <TerminalTabs
          sessionId={id}
          terminals={terminals}
          onOpen={() => void attempt(room.openTerminal)}
          onClose={(terminal) => void attempt(() => room.closeTerminal(terminal))}
          onLatency={room.setLatency}
          {...(lag ? { lag } : {})}
        />
      </Suspense>
    </section>
  )
}

type RoomFrameProps = {
  bar: ReactNode
  pane: ReactNode
  /** Covers pane and terminals, which stay alive beneath: the review. */
  cover?: ReactNode
  onKeys: () => void
  /** Absent in a drill, which offers none. */
  onDocs?: () => void
}

export function RoomFrame({ bar, pane, cover, onKeys, onDocs }: RoomFrameProps) {
  const { endsAt } = useSession()
  const layout = useDefaultLayout({ id: 'unflunk.room', storage: localStorage })
  return (
    <div className={styles.room}>
      <header className={styles.bar}>{bar}</header>
      <LostConnection clockRuns={endsAt !== undefined} />
      <main className={styles.work}>
        <div className={styles.panels} inert={cover !== undefined}>
          <Group defaultLayout={layout.defaultLayout} onLayoutChanged={layout.onLayoutChanged}>
            <Panel id="task" defaultSize="34%" minSize="18rem" maxSize="60%">
              {pane}
            </Panel>
            <Separator className={styles.separator} aria-label="Width of the task text" />
            <Panel id="terminals-panel" minSize="24rem">
              <Terminals />
            </Panel>
          </Group>
        </div>
        {cover !== undefined && <div className={styles.cover}>{cover}</div>}
      </main>
      <StatusBar onKeys={onKeys} {...(onDocs ? { onDocs } : {})} />
    </div>
  )
}
