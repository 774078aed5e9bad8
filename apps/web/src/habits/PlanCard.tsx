// The candidate's own dates: days to the exam, room for a second attempt, and no forgetting that one has registered.
import type { History } from '@unflunk/shared/history'
import { useState } from 'react'
import { Button } from '../ui/Button.tsx'
import { Section } from '../ui/Section.tsx'
import { useNow } from '../ui/use-now.ts'
import { daysUntil } from './days.ts'
import styles from './PlanCard.module.css'
import { PlanDialog } from './PlanDialog.tsx'
import { outcomeOf } from './trend-words.ts'

function Countdown({ plan }: { plan: History['plan'] }) {
  const now = useNow(60_000)
  if (plan.examDate === undefined) return <p className={styles.none}>No exam date yet.</p>
  const days = daysUntil(plan.examDate, now)
  const exam = plan.track ? plan.track.toUpperCase() : 'exam'
  if (days < 0)
    return (
      <p className={styles.none}>
        Your {exam} was on {plan.examDate}. How did it go? Enter the next date.
      </p>
    )
  return (
    <p className={styles.count}>
      <strong>{days}</strong> {days === 1 ? 'day' : 'days'} to your {exam}
    </p>
  )
}

export function PlanCard({ history }: { history: History }) {
  const [editing, setEditing] = useState(false)
  const { plan, advices } = history
  const hasDates = plan.examDate !== undefined || plan.registeredOn !== undefined || plan.expiresOn !== undefined
  const told = advices
    .filter(({ advice }) => advice === '6' || advice === '7')
    .flatMap(({ standings }) => standings)
    .filter(({ state }) => state !== 'not-measured')
  return (
    <Section title="Your plan">
      <div className={styles.card}>
        {hasDates ? (
          <>
            <Countdown plan={plan} />
            {told.map(({ advice, state, says, next, urgent }) => (
              <p key={advice} className={styles.standing} data-outcome={outcomeOf(state)} data-urgent={urgent}>
                {says} {next}
              </p>
            ))}
          </>
        ) : (
          <p className={styles.none}>
            With your dates, ways 6 and 7 can be told: room for a second attempt, and no forgotten registration.
          </p>
        )}
        <Button size="small" onClick={() => setEditing(true)}>
          {hasDates ? 'Change dates' : 'Enter your dates'}
        </Button>
      </div>
      {editing && <PlanDialog plan={plan} onClose={() => setEditing(false)} />}
    </Section>
  )
}
