// A timed exam: all tasks in any order, flags, review, one end.
import { isFullMock } from '@unflunk/shared/api'
import { useState } from 'react'
import { flushSync } from 'react-dom'
import { Badge } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { Tooltip } from '../ui/Tooltip.tsx'
import { toast } from '../ui/toast.ts'
import { attempt } from './attempt.ts'
import { EndExam } from './EndExam.tsx'
import { focusElement, focusTerminal } from './go-to.ts'
import { LiveChecklists } from './LiveChecklists.tsx'
import { Notes } from './Notes.tsx'
import { OverBudget } from './OverBudget.tsx'
import { Review } from './Review.tsx'
import { RoomFrame } from './RoomFrame.tsx'
import { useRoom } from './room-context.tsx'
import { keysOf } from './shortcuts.ts'
import { TaskNumbers } from './TaskNumbers.tsx'
import paneStyles from './TaskPane.module.css'
import { TaskMarks, TaskPane } from './TaskPane.tsx'
import { Timer } from './Timer.tsx'
import styles from './TopBar.module.css'
import { useCurrentTask, useSession } from './use-session.ts'
import { useShortcuts } from './use-shortcuts.ts'

export function ExamView({ onKeys, onDocs }: { onKeys: () => void; onDocs: () => void }) {
  const room = useRoom()
  const session = useSession()
  const task = useCurrentTask()
  const [reviewing, setReviewing] = useState(false)
  const [ending, setEnding] = useState(false)
  const [notesShown, setNotesShown] = useState(session.notes !== '')

  const goTo = (number: number) => {
    const target = session.tasks[number - 1]
    if (!target) return
    setReviewing(false)
    if (target.id !== task.id) void attempt(() => room.openTask(target.id))
  }
  const review = (on: boolean) => {
    if (on && !reviewing) room.report({ type: 'review-opened' })
    setReviewing(on)
  }
  /** Strict: the review comes first. */
  const end = () => {
    if (session.level !== 'strict' || session.reviewed || reviewing) return setEnding(true)
    review(true)
    toast.message('Strict: look through the review before you end.')
  }
  const nextOpen = () => {
    const later = [...session.tasks.slice(task.number), ...session.tasks.slice(0, task.number - 1)]
    const next = later.find(({ done, flagged }) => !done && !flagged)
    if (next) goTo(next.number)
  }
  const openNotes = () => {
    flushSync(() => setNotesShown(true))
    focusElement('notes')
  }

  useShortcuts('exam', {
    goToTask: goTo,
    'previous-task': () => goTo(task.number - 1),
    'next-task': () => goTo(task.number + 1),
    flag: () => void attempt(() => room.mark(task.id, { flagged: !task.flagged })),
    done: () => void attempt(() => room.mark(task.id, { done: !task.done })),
    review: () => review(!reviewing),
    end,
    task: () => focusElement('task-text'),
    terminal: focusTerminal,
    notes: openNotes,
    docs: onDocs,
    keys: onKeys,
  })

  return (
    <>
      <RoomFrame
        onKeys={onKeys}
        onDocs={onDocs}
        cover={reviewing ? <Review onTask={goTo} onBack={() => review(false)} onEnd={() => setEnding(true)} /> : undefined}
        bar={
          <>
            <h1 className={styles.title}>{session.title}</h1>
            {!isFullMock({ kind: session.kind, level: session.startLevel }) && <Badge>practice exam</Badge>}
            <div className={styles.middle}>
              <TaskNumbers tasks={session.tasks} current={task.id} onChoose={({ number }) => goTo(number)} />
            </div>
            <Timer />
            <div className={styles.actions}>
              <Tooltip says="All tasks at a glance" keys={keysOf('review')}>
                <Button aria-pressed={reviewing} onClick={() => review(!reviewing)}>
                  Review
                </Button>
              </Tooltip>
              <Tooltip says="Asks once more" keys={keysOf('end')}>
                <Button onClick={end}>End</Button>
              </Tooltip>
            </div>
          </>
        }
        pane={
          <TaskPane task={task} count={session.tasks.length} onStep={(by) => goTo(task.number + by)}>
            <LiveChecklists />
            {notesShown && <Notes id="notes" />}
            <div className={paneStyles.foot}>
              <TaskMarks task={task} />
              <Button look="quiet" aria-pressed={notesShown} onClick={() => (notesShown ? setNotesShown(false) : openNotes())}>
                Notes
              </Button>
            </div>
          </TaskPane>
        }
      />
      <OverBudget onNext={nextOpen} />
      <EndExam open={ending} onOpenChange={setEnding} />
    </>
  )
}
