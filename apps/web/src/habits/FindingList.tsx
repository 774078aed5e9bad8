// What the rules saw, each with its evidence: the task, the points that the grader proves, and the moment in the recording.
import type { Finding } from '@unflunk/shared/habits'
import { loss } from '../grading/points.ts'
import { ReplayButton } from '../grading/replay-context.tsx'
import { Mark } from '../ui/Mark.tsx'
import styles from './FindingList.module.css'

const kinds = {
  slip: { icon: 'cross', tone: 'danger', word: 'Slip' },
  kept: { icon: 'check', tone: 'ok', word: 'Kept' },
  note: { icon: 'info', tone: 'neutral', word: 'Note' },
} as const

function FindingRow({ finding }: { finding: Finding }) {
  const { kind, says, next, at, terminal, points, task } = finding
  return (
    <li className={styles.finding}>
      <Mark icon={kinds[kind].icon} tone={kinds[kind].tone} />
      <div className={styles.body}>
        <p>
          <span className="sr-only">{kinds[kind].word}: </span>
          {says}
        </p>
        {next && <p className={styles.next}>{next}</p>}
        <p className={styles.links}>
          <ReplayButton moment={{ at, terminal, says }} />
          {task && <a href={`#task-${task}`}>Checks of the task</a>}
        </p>
      </div>
      {points !== undefined && points > 0 && <span className={styles.points}>{loss(points)}</span>}
    </li>
  )
}

export function FindingList({ findings }: { findings: readonly Finding[] }) {
  return (
    <ul className={styles.list}>
      {findings.map((finding) => (
        <FindingRow key={`${finding.rule} ${finding.kind} ${finding.evidence.join()} ${finding.says}`} finding={finding} />
      ))}
    </ul>
  )
}
