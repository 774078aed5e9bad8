// The result of practice: no pass mark and no ledger, only the task, what its checks saw, and what the habits showed.
import type { AttemptResult } from '@unflunk/shared/api'
import { AdviceCards } from '../habits/AdviceCards.tsx'
import { Checklists } from '../habits/Checklists.tsx'
import { Timeline } from '../habits/Timeline.tsx'
import { minutesLong } from '../ui/duration.ts'
import { EmptyState } from '../ui/State.tsx'
import { CouldNotCheck } from './CouldNotCheck.tsx'
import styles from './PracticeResult.module.css'
import { PractiseButton } from './PractiseButton.tsx'
import { Recordings } from './Recordings.tsx'
import { TaskDetails } from './TaskResults.tsx'

export function PracticeResult({ result }: { result: AttemptResult }) {
  const [task] = result.tasks
  if (!task) return <EmptyState title="This attempt has no task">It ended before its task was set up.</EmptyState>
  const { points, of } = task.grade
  const measured = result.habits.cards.filter((card) => card.findings.length > 0)
  return (
    <>
      <header className={styles.head}>
        <p className={styles.about}>Practice, {task.domainTitle}</p>
        <h1 className={styles.title}>{task.title}</h1>
        <p className={styles.points} data-full={points === of}>
          {points} of {of} points
          <span className={styles.about}>
            {' '}
            in {minutesLong(Math.max(1, Math.round(task.minutesSpent)))}; in the exam it would have {minutesLong(task.minutesBudget)}
          </span>
        </p>
        <div className={styles.again}>
          <PractiseButton scenario={task.scenario} title={task.title} />
        </div>
      </header>
      <CouldNotCheck result={result} />
      <div className={styles.panel}>
        <TaskDetails task={task} />
      </div>
      <Checklists checklists={result.habits.checklists} />
      {measured.length > 0 && <AdviceCards cards={measured} />}
      <Timeline result={result} />
      <Recordings recordings={result.recordings} />
    </>
  )
}
