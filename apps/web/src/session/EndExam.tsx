import type { SelfReport } from '@unflunk/shared/self-report'
import { useState } from 'react'
import { Confirm } from '../ui/Dialog.tsx'
import { countdown } from '../ui/duration.ts'
import { attempt } from './attempt.ts'
import styles from './EndExam.module.css'
import { openEnds } from './open-ends.ts'
import { useRoom } from './room-context.tsx'
import { SelfReportFields } from './SelfReportFields.tsx'
import { useMsLeft, useSession } from './use-session.ts'

const saysAnything = (report: SelfReport) => Object.values(report).some((answer) => answer !== undefined)

/** Asks once more, with what would be left behind, and for the score that is expected: it is said before it is known, or never. */
export function EndExam({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const room = useRoom()
  const { tasks, selfReport } = useSession()
  const left = useMsLeft()
  const [report, setReport] = useState<SelfReport>(selfReport ?? {})
  const [busy, setBusy] = useState(false)
  const ends = openEnds(tasks)
  const end = async () => {
    setBusy(true)
    const worked = await attempt(async () => {
      if (saysAnything(report)) await room.selfReport(report)
      await room.end()
    })
    setBusy(false)
    if (worked) onOpenChange(false)
  }
  return (
    <Confirm
      open={open}
      onOpenChange={onOpenChange}
      title="End the exam?"
      action="End the exam"
      cancel="Go on"
      danger
      busy={busy}
      onConfirm={() => void end()}
      fields={<SelfReportFields report={report} onChange={setReport} />}
    >
      {left !== undefined && (
        <p className={styles.left}>
          <span className={styles.time}>{countdown(left)}</span> left
        </p>
      )}
      {ends.length > 0 && (
        <ul className={styles.ends}>
          {ends.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
      <p>There is no way back: everything is graded as it stands.</p>
    </Confirm>
  )
}
