import { VerdictList } from '../grading/VerdictList.tsx'
import { Button } from '../ui/Button.tsx'
import { Progress } from '../ui/Progress.tsx'
import { EmptyState, ErrorState, LoadingState } from '../ui/State.tsx'
import styles from './PracticeChecks.module.css'
import { useRoomState } from './room-context.tsx'
import type { Grading } from './use-grade.ts'

function Running() {
  const progress = useRoomState((state) => state.gradeProgress)
  if (!progress) return <LoadingState title="Checking on the cluster" />
  return (
    <div className={styles.running} role="status">
      <p>{`${progress.done} of ${progress.total} checks`}</p>
      <Progress label="Checks finished" done={progress.done} total={progress.total} />
    </div>
  )
}

/** The newest grade of the task, check by check. */
export function PracticeChecks({ grading, onGrade }: { grading: Grading; onGrade: () => void }) {
  switch (grading.state) {
    case 'none':
      return (
        <EmptyState
          icon="check"
          title="Not graded yet"
          action={
            <Button icon="check" onClick={onGrade}>
              Grade
            </Button>
          }
        >
          Grade as often as you like: each check says what it expected and what it saw.
        </EmptyState>
      )
    case 'running':
      return <Running />
    case 'failed':
      return <ErrorState title="The task could not be graded" message={grading.message} next={grading.next} onRetry={onGrade} />
    case 'graded': {
      const { grade, checks } = grading.answer
      const full = grade.points === grade.of
      return (
        <div role="status">
          <p className={styles.score} data-full={full}>
            {grade.points}
            <span className={styles.of}> of {grade.of} points</span>
          </p>
          <VerdictList checks={checks} verdicts={grade.verdicts} />
        </div>
      )
    }
  }
}
