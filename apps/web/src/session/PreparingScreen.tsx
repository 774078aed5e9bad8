// Until the first task can be worked on: what is done, what runs, how long it takes. The clock waits.
import type { SessionView, Step } from '@unflunk/shared/session'
import { useState } from 'react'
import { Button } from '../ui/Button.tsx'
import { Confirm } from '../ui/Dialog.tsx'
import { elapsed } from '../ui/duration.ts'
import { Progress, StepMark, stateNames } from '../ui/Progress.tsx'
import { useNow } from '../ui/use-now.ts'
import { Wordmark } from '../ui/Wordmark.tsx'
import { attempt } from './attempt.ts'
import { Connection } from './Connection.tsx'
import styles from './PreparingScreen.module.css'
import { useRoom, useRoomState } from './room-context.tsx'
import { useSession } from './use-session.ts'

/** One cluster: its host, what happens there now, and for how long. */
function ClusterRow({ step, now }: { step: Step; now: number }) {
  const doing = step.message ?? stateNames[step.state]
  return (
    <li className={styles.cluster} data-state={step.state}>
      <StepMark state={step.state} />
      <span className={styles.host}>{step.title}</span>
      <span className={styles.doing}>{step.state === 'done' ? 'ready' : doing}</span>
      <span className={styles.time}>{step.startedAt !== undefined && elapsed((step.endedAt ?? now) - step.startedAt)}</span>
    </li>
  )
}

const waitsFor: Record<SessionView['kind'], string> = {
  exam: 'The clock starts when the first task can be worked on; the others come up while you read. Until then nothing counts: breathe.',
  drill: 'The clock starts when all clusters are ready. Until then nothing counts: breathe.',
  practice: 'This takes a few seconds.',
}

export function PreparingScreen() {
  const session = useSession()
  const room = useRoom()
  const offset = useRoomState((state) => state.clockOffset)
  const now = useNow(1000) + offset
  const [asking, setAsking] = useState(false)
  const { steps, tasks } = session
  const ready = steps.filter((step) => step.state === 'done').length
  const total = Math.max(steps.length, tasks.length)
  const one = total === 1
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
          <p className={styles.text}>{waitsFor[session.kind]}</p>
          <p className={styles.figures} role="status">
            <strong>{ready}</strong> of {total} ready
            <span className={styles.total}>{elapsed(now - session.createdAt)}</span>
          </p>
          <Button onClick={() => setAsking(true)}>Cancel</Button>
        </div>
        <div className={styles.detail}>
          <Progress label="Clusters ready" done={ready} total={total} />
          <ul className={styles.clusters} aria-label="Clusters">
            {steps.map((step) => (
              <ClusterRow key={step.id} step={step} now={now} />
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
