// While the clusters come up: what is done, what runs, how long it takes. The clock waits.
import type { TaskView } from '@unflunk/shared/session'
import { useState } from 'react'
import { Button } from '../ui/Button.tsx'
import { Confirm } from '../ui/Dialog.tsx'
import { elapsed } from '../ui/duration.ts'
import { StepList } from '../ui/Progress.tsx'
import { useNow } from '../ui/use-now.ts'
import { Wordmark } from '../ui/Wordmark.tsx'
import { attempt } from './attempt.ts'
import { Connection } from './Connection.tsx'
import { clusterWords } from './cluster-words.ts'
import styles from './PreparingScreen.module.css'
import { useRoom, useRoomState } from './room-context.tsx'
import { useSession } from './use-session.ts'

function ClusterRow({ task }: { task: TaskView }) {
  const { cluster } = task
  const running = cluster.steps.find((step) => step.state === 'running')
  return (
    <li className={styles.cluster} data-state={cluster.state}>
      <span className={styles.dot} aria-hidden="true" />
      <span className={styles.host}>{task.host}</span>
      <span className={styles.doing}>{cluster.message ?? running?.title ?? clusterWords[cluster.state]}</span>
    </li>
  )
}

export function PreparingScreen() {
  const session = useSession()
  const room = useRoom()
  const offset = useRoomState((state) => state.clockOffset)
  const now = useNow(1000) + offset
  const [asking, setAsking] = useState(false)
  const ready = session.tasks.filter((task) => task.cluster.state === 'ready' || task.cluster.state === 'frozen').length
  const one = session.tasks.length === 1
  return (
    <div className={styles.page}>
      <header className={styles.top}>
        <Wordmark />
        <Connection />
      </header>
      <main className={styles.main}>
        <div className={styles.words}>
          <p className={styles.over}>{session.title}</p>
          <h1 className={styles.title}>{one ? 'Your cluster is coming up' : 'Your clusters are coming up'}</h1>
          <p className={styles.text}>
            {session.kind === 'exam'
              ? 'The clock starts when all clusters are ready. Until then nothing counts: breathe.'
              : 'This takes a few seconds.'}
          </p>
          <p className={styles.figures} role="status">
            <strong>{ready}</strong> of {session.tasks.length} ready
            <span className={styles.time}>{elapsed(now - session.createdAt)}</span>
          </p>
          <Button onClick={() => setAsking(true)}>Cancel</Button>
        </div>
        <div className={styles.detail}>
          {session.steps.length > 0 && <StepList steps={session.steps} clockOffset={offset} />}
          <ul className={styles.clusters} aria-label="Clusters">
            {session.tasks.map((task) => (
              <ClusterRow key={task.id} task={task} />
            ))}
          </ul>
        </div>
      </main>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title="Cancel this start?"
        action="Cancel it"
        cancel="Keep waiting"
        onConfirm={() => void attempt(room.abandon)}
      >
        The clusters are removed again. Nothing is counted.
      </Confirm>
    </div>
  )
}
