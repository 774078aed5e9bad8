// While the task's cluster cannot be worked on: above the terminals as long as it comes up, in their place when it fails or is reset.
import type { Step, TaskView } from '@unflunk/shared/session'
import { Button } from '../ui/Button.tsx'
import { elapsed } from '../ui/duration.ts'
import { StepList, StepMark } from '../ui/Progress.tsx'
import { useNow } from '../ui/use-now.ts'
import { attempt } from './attempt.ts'
import styles from './ClusterComingUp.module.css'
import { clusterWords, isComingUp } from './cluster-words.ts'
import { useRoom, useRoomState } from './room-context.tsx'

/** A cluster's own step is titled with its host, which the heading has said: what happens now says more. */
function spoken({ message, ...step }: Step): Step {
  return message === undefined ? step : { ...step, title: message }
}

/** What happens now on a cluster that comes up. `base` can be used meanwhile, and an ssh to the host waits. */
function Strip({ task, practice }: { task: TaskView; practice: boolean }) {
  const offset = useRoomState((state) => state.clockOffset)
  const now = useNow(1000) + offset
  const { state, steps } = task.cluster
  const step = steps.find((one) => one.state === 'running')
  const doing = step ? (step.message ?? step.title) : clusterWords[state]
  const began = steps.find(({ startedAt }) => startedAt !== undefined)?.startedAt
  return (
    <div className={styles.strip} role="status">
      <StepMark state={state === 'waiting' ? 'waiting' : 'running'} />
      <p className={styles.now}>
        <code>{task.host}</code> is coming up: {doing}
        {began !== undefined && <span className={styles.time}>{elapsed(now - began)}</span>}
      </p>
      <p className={styles.meanwhile}>
        {practice ? 'An ssh to it waits until it is ready.' : 'An ssh to it waits, and the time is given back. Or go on with another task.'}
      </p>
    </div>
  )
}

const headings = { resetting: 'is being reset', failed: 'could not be brought up' } as const

export function ClusterComingUp({ task, practice }: { task: TaskView; practice: boolean }) {
  const room = useRoom()
  const offset = useRoomState((state) => state.clockOffset)
  const { state, steps, message } = task.cluster
  if (!isComingUp(state)) return null
  if (state !== 'resetting' && state !== 'failed') return <Strip task={task} practice={practice} />
  return (
    <div className={styles.cover} data-state={state}>
      <div className={styles.box} role={state === 'failed' ? 'alert' : 'status'}>
        <h2 className={styles.title}>
          <code>{task.host}</code> {headings[state]}
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
