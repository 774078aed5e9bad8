// The mock exams. Starting one first says what to expect.
import type { ExamSummary } from '@unflunk/shared/scenario'
import { useState } from 'react'
import { Badge } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { minutesLong } from '../ui/duration.ts'
import { Section } from '../ui/Section.tsx'
import { EmptyState } from '../ui/State.tsx'
import { BeforeExam } from './BeforeExam.tsx'
import styles from './ExamList.module.css'

export const trackNames = { cka: 'CKA', cks: 'CKS', mixed: 'CKA + CKS' } as const

function ExamCard({ exam, blocked, onStart }: { exam: ExamSummary; blocked: string | undefined; onStart: () => void }) {
  const why = exam.unavailable ?? blocked
  return (
    <article className={styles.card}>
      <div className={styles.words}>
        <div className={styles.name}>
          <h3 className={styles.title}>{exam.title}</h3>
          <Badge>{trackNames[exam.track]}</Badge>
        </div>
        <p className={styles.about}>{exam.about}</p>
        {exam.unavailable && <p className={styles.why}>{exam.unavailable}</p>}
      </div>
      <dl className={styles.facts}>
        <div>
          <dt>Time</dt>
          <dd>{minutesLong(exam.minutes)}</dd>
        </div>
        <div>
          <dt>Tasks</dt>
          <dd>{exam.tasks}</dd>
        </div>
        <div>
          <dt>To pass</dt>
          <dd>{exam.passMark} %</dd>
        </div>
      </dl>
      <Button look="primary" size="large" disabled={why !== undefined} title={why} aria-label={`Start ${exam.title}`} onClick={onStart}>
        Start
      </Button>
    </article>
  )
}

export function ExamList({ exams, blocked }: { exams: readonly ExamSummary[]; blocked: string | undefined }) {
  const [chosen, setChosen] = useState<ExamSummary>()
  return (
    <Section title="Mock exams" aside={blocked && <span className={styles.blocked}>{blocked}</span>}>
      {exams.length === 0 && <EmptyState title="No exam is installed">Put a blueprint into scenarios/exams.</EmptyState>}
      <div className={styles.list}>
        {exams.map((exam) => (
          <ExamCard key={exam.id} exam={exam} blocked={blocked} onStart={() => setChosen(exam)} />
        ))}
      </div>
      <BeforeExam exam={chosen} onClose={() => setChosen(undefined)} />
    </Section>
  )
}
