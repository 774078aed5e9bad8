// All checks of all tasks run now. Whom the time took by surprise may still say what score to expect.
import type { SelfReport } from '@unflunk/shared/self-report'
import { useState } from 'react'
import { Button } from '../ui/Button.tsx'
import { Progress } from '../ui/Progress.tsx'
import { attempt } from './attempt.ts'
import styles from './GradingScreen.module.css'
import { useRoom, useRoomState } from './room-context.tsx'
import { SelfReportFields } from './SelfReportFields.tsx'
import { useSession } from './use-session.ts'

function StillAsked() {
  const room = useRoom()
  const [report, setReport] = useState<SelfReport>({})
  const [saved, setSaved] = useState(false)
  if (saved) return <p className={styles.figures}>Noted.</p>
  return (
    <div className={styles.asked}>
      <SelfReportFields report={report} onChange={setReport} />
      <Button onClick={() => void attempt(() => room.selfReport(report)).then(setSaved)}>Say it before the score is shown</Button>
    </div>
  )
}

/** The result opens by itself. */
export function GradingScreen() {
  const progress = useRoomState((state) => state.gradeProgress)
  const { title, kind, selfReport } = useSession()
  const [asking] = useState(kind === 'exam' && selfReport === undefined)
  return (
    <main className={styles.page}>
      <div className={styles.box}>
        <div role="status">
          <p className={styles.over}>{title}</p>
          <h1 className={styles.title}>Pencils down</h1>
          <p className={styles.text}>Every answer is being checked on its cluster. The result opens by itself.</p>
          <Progress label="Checks finished" done={progress?.done ?? 0} total={progress?.total ?? 1} />
          <p className={styles.figures}>{progress ? `${progress.done} of ${progress.total} checks` : 'Waking the clusters'}</p>
        </div>
        {asking && <StillAsked />}
      </div>
    </main>
  )
}
