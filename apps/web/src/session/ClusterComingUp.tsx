// Stands in the terminal's place while the task's cluster cannot be worked on. The terminals stay alive beneath.
import type { Step, TaskView } from '@unflunk/shared/session'
import { Button } from '../ui/Button.tsx'
import { StepList } from '../ui/Progress.tsx'
import { attempt } from './attempt.ts'
import styles from './ClusterComingUp.module.css'
import { isComingUp } from './cluster-words.ts'
import { useRoom, useRoomState } from './room-context.tsx'

/** A cluster's own step is titled with its host, which the heading has said: what happens now says more. */
function spoken({ message, ...step }: Step): Step {
  return message === undefined ? step : { ...step, title: message }
}

const headings = { resetting: 'is being reset', failed: 'could not be brought up' } as const

export function ClusterComingUp({ task, practice }: { task: TaskView; practice: boolean }) {
  const room = useRoom()
  const offset = useRoomState((state) => state.clockOffset)
  const { state, steps, message } = task.cluster
  if (!isComingUp(state)) return null
  const heading = state === 'resetting' || state === 'failed' ? headings[state] : 'is coming up'
  return (
    <div className={styles.cover} data-state={state}>
      <div className={styles.box} role={state === 'failed' ? 'alert' : 'status'}>
        <h2 className={styles.title}>
          <code>{task.host}</code> {heading}
        </h2>
        <p className={styles.text}>
          {message ?? (practice ? 'A few seconds.' : 'Other tasks stay open: go on with one of them meanwhile.')}
        </p>
        {steps.length > 0 && <StepList steps={steps.map(spoken)} clockOffset={offset} />}
        {state === 'failed' && practice && (
          <Button icon="reset" onClick={() => void attempt(() => room.resetTask(task.id))}>
            Reset the cluster
          </Button>
        )}
      </div>
    </div>
  )
}
