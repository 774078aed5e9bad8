// All tasks in one table, before the end: what was flagged, done, opened. One press leads back to a task.
import type { TaskView } from '@unflunk/shared/session'
import { useEffect, useRef } from 'react'
import { Badge } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import styles from './Review.module.css'
import { useSession } from './use-session.ts'

function Mark({ on, word, tone }: { on: boolean; word: string; tone: 'ok' | 'warning' | 'neutral' }) {
  return on ? <Badge tone={tone}>{word}</Badge> : <span className={styles.none}>–</span>
}

function Row({ task, onOpen }: { task: TaskView; onOpen: () => void }) {
  return (
    <tr className={styles.row}>
      <td className={styles.number}>{task.number}</td>
      <th scope="row">
        <button type="button" className={styles.open} onClick={onOpen}>
          {task.title}
          <Icon name="right" size={14} />
        </button>
      </th>
      <td className={styles.host}>{task.host}</td>
      <td>{task.opened ? <span className={styles.opened}>opened</span> : <Badge tone="warning">never opened</Badge>}</td>
      <td>
        <Mark on={task.flagged} word="flagged" tone="warning" />
      </td>
      <td>
        <Mark on={task.done} word="done" tone="ok" />
      </td>
    </tr>
  )
}

type ReviewProps = { onTask: (number: number) => void; onBack: () => void; onEnd: () => void }

export function Review({ onTask, onBack, onEnd }: ReviewProps) {
  const { tasks } = useSession()
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => title.current?.focus(), [])
  const flagged = tasks.filter((task) => task.flagged).length
  const done = tasks.filter((task) => task.done).length
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <div>
          <h2 ref={title} tabIndex={-1} className={styles.title}>
            Review
          </h2>
          <p className={styles.text}>
            {done} of {tasks.length} marked done, {flagged} flagged. The clock runs on.
          </p>
        </div>
        <div className={styles.actions}>
          <Button onClick={onBack}>Back to the task</Button>
          <Button look="primary" onClick={onEnd}>
            End the exam
          </Button>
        </div>
      </header>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col" className={styles.number}>
              No.
            </th>
            <th scope="col">Task</th>
            <th scope="col">Host</th>
            <th scope="col">Opened</th>
            <th scope="col">Flag</th>
            <th scope="col">My mark</th>
          </tr>
        </thead>
        <tbody>
          {tasks.map((task) => (
            <Row key={task.id} task={task} onOpen={() => onTask(task.number)} />
          ))}
        </tbody>
      </table>
    </div>
  )
}
