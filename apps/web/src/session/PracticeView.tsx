// One task to practise: grade as often as you like, hints one by one, a fresh cluster, the solution.
import { Link } from '@tanstack/react-router'
import { Tabs } from 'radix-ui'
import { useState } from 'react'
import { flushSync } from 'react-dom'
import { Button } from '../ui/Button.tsx'
import { Confirm } from '../ui/Dialog.tsx'
import { countdown } from '../ui/duration.ts'
import { Icon } from '../ui/Icon.tsx'
import { Tooltip } from '../ui/Tooltip.tsx'
import { useNow } from '../ui/use-now.ts'
import { attempt } from './attempt.ts'
import { focusElement, focusTerminal } from './go-to.ts'
import { LiveChecklists } from './LiveChecklists.tsx'
import { Notes } from './Notes.tsx'
import { PracticeChecks } from './PracticeChecks.tsx'
import { PracticeHelp } from './PracticeHelp.tsx'
import styles from './PracticeView.module.css'
import { RoomFrame } from './RoomFrame.tsx'
import { useRoom, useRoomState } from './room-context.tsx'
import { keysOf } from './shortcuts.ts'
import paneStyles from './TaskPane.module.css'
import { TaskPane } from './TaskPane.tsx'
import topStyles from './TopBar.module.css'
import { useGrade } from './use-grade.ts'
import { useCurrentTask, useSession } from './use-session.ts'
import { useShortcuts } from './use-shortcuts.ts'

function Stopwatch({ startedAt }: { startedAt: number }) {
  const offset = useRoomState((state) => state.clockOffset)
  const now = useNow(1000) + offset
  return (
    <span role="timer" aria-label="Time spent" className={topStyles.stopwatch}>
      {countdown(Math.floor((now - startedAt) / 1000) * 1000)}
    </span>
  )
}

export function PracticeView({ onKeys, onDocs }: { onKeys: () => void; onDocs: () => void }) {
  const room = useRoom()
  const session = useSession()
  const task = useCurrentTask()
  const [tab, setTab] = useState('task')
  const [asking, setAsking] = useState<'reset' | 'end'>()
  const [notesShown, setNotesShown] = useState(session.notes !== '')
  const grading = useGrade(task.id)

  const grade = () => {
    setTab('checks')
    grading.start()
  }
  const openNotes = () => {
    flushSync(() => setNotesShown(true))
    focusElement('notes')
  }
  useShortcuts('practice', {
    grade,
    task: () => {
      flushSync(() => setTab('task'))
      focusElement('task-text')
    },
    terminal: focusTerminal,
    notes: openNotes,
    end: () => setAsking('end'),
    docs: onDocs,
    keys: onKeys,
  })

  const score = grading.state === 'graded' ? ` ${grading.answer.grade.points}/${grading.answer.grade.of}` : ''
  return (
    <>
      <RoomFrame
        onKeys={onKeys}
        onDocs={onDocs}
        bar={
          <>
            <Tooltip says="To the start; the practice stays open">
              <Link to="/" className={topStyles.back} aria-label="Back to the start; the practice stays open">
                <Icon name="left" />
              </Link>
            </Tooltip>
            <h1 className={topStyles.title}>
              <span className={topStyles.kind}>Practice </span>
              {session.title}
            </h1>
            <div className={topStyles.middle} />
            {session.startedAt !== undefined && <Stopwatch startedAt={session.startedAt} />}
            <div className={topStyles.actions}>
              <Tooltip says="A fresh cluster for this task">
                <Button icon="reset" onClick={() => setAsking('reset')}>
                  Reset
                </Button>
              </Tooltip>
              <Button onClick={() => setAsking('end')}>End</Button>
              <Tooltip says="Check the work as it stands" keys={keysOf('grade')}>
                <Button look="primary" icon="check" busy={grading.state === 'running'} onClick={grade}>
                  Grade
                </Button>
              </Tooltip>
            </div>
          </>
        }
        pane={
          <Tabs.Root value={tab} onValueChange={setTab} className={styles.root}>
            <Tabs.List aria-label="Task, checks and help" className={styles.tabs}>
              <Tabs.Trigger value="task">Task</Tabs.Trigger>
              <Tabs.Trigger value="checks">Checks{score}</Tabs.Trigger>
              <Tabs.Trigger value="help">Help</Tabs.Trigger>
            </Tabs.List>
            <Tabs.Content value="task" className={styles.panel} tabIndex={-1} forceMount hidden={tab !== 'task'}>
              <TaskPane task={task} count={1} over={task.minutes ? `${task.minutes} minutes would be a good time` : 'Practice'} />
            </Tabs.Content>
            <Tabs.Content value="checks" className={styles.scroller}>
              <PracticeChecks grading={grading} onGrade={grade} />
            </Tabs.Content>
            <Tabs.Content value="help" className={styles.scroller} forceMount hidden={tab !== 'help'}>
              <PracticeHelp task={task} />
            </Tabs.Content>
            <LiveChecklists />
            {notesShown && <Notes id="notes" />}
            <div className={paneStyles.foot}>
              <Button look="quiet" aria-pressed={notesShown} onClick={() => (notesShown ? setNotesShown(false) : openNotes())}>
                Notes
              </Button>
            </div>
          </Tabs.Root>
        }
      />
      <Confirm
        open={asking === 'reset'}
        onOpenChange={(open) => !open && setAsking(undefined)}
        title="Reset the cluster?"
        action="Reset it"
        danger
        onConfirm={() => {
          setAsking(undefined)
          grading.forget()
          void attempt(() => room.resetTask(task.id))
        }}
      >
        {task.host} starts again as the task began. What you did on it is lost; files on base stay.
      </Confirm>
      <Confirm
        open={asking === 'end'}
        onOpenChange={(open) => !open && setAsking(undefined)}
        title="End the practice?"
        action="End it"
        cancel="Go on"
        onConfirm={() => {
          setAsking(undefined)
          void attempt(room.end)
        }}
      >
        The work is graded as it stands, and the cluster is removed.
      </Confirm>
    </>
  )
}
