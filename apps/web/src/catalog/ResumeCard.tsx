// The attempt that is open: one press leads back in; abandoning asks first.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { AttemptSummary } from '@unflunk/shared/api'
import { useState } from 'react'
import { call, wordsOf } from '../api/call.ts'
import { Button } from '../ui/Button.tsx'
import { Confirm } from '../ui/Dialog.tsx'
import { countdown, dayAndTime } from '../ui/duration.ts'
import { toast } from '../ui/toast.ts'
import { useNow } from '../ui/use-now.ts'
import { homeQuery } from './home-query.ts'
import styles from './ResumeCard.module.css'

const names = {
  exam: { what: 'exam', heading: 'Your exam is running' },
  practice: { what: 'practice', heading: 'Your practice is open' },
  drill: { what: 'drill', heading: 'Your drill is running' },
} as const

const headings: Partial<Record<AttemptSummary['phase'], string>> = {
  preparing: 'Its clusters are coming up',
  grading: 'It is being graded',
}

export function ResumeCard({ attempt }: { attempt: AttemptSummary }) {
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [asking, setAsking] = useState(false)
  const now = useNow(1000)
  const session = useQuery({
    queryKey: ['session', attempt.id],
    queryFn: ({ signal }) => call('session', { id: attempt.id }, undefined, { signal }),
  })
  const abandon = useMutation({
    mutationFn: () => call('abandonSession', { id: attempt.id }, {}),
    onSuccess: () => setAsking(false),
    onError: (error) => toast.error(wordsOf(error).message),
    onSettled: () => queries.invalidateQueries(homeQuery),
  })
  const endsAt = session.data?.endsAt
  const { what, heading } = names[attempt.kind]
  return (
    <section className={styles.card} aria-label="Open attempt">
      <div>
        <p className={styles.over}>{headings[attempt.phase] ?? heading}</p>
        <h2 className={styles.title}>{attempt.title}</h2>
        <p className={styles.text}>
          Started {dayAndTime(attempt.createdAt, now)}. {endsAt ? 'The clock does not wait.' : 'Everything is as you left it.'}
        </p>
      </div>
      {endsAt !== undefined && attempt.phase === 'running' && (
        <p className={styles.left}>
          <span className={styles.time}>{countdown(endsAt - now)}</span>
          <span className={styles.text}>left</span>
        </p>
      )}
      <div className={styles.actions}>
        {attempt.phase !== 'grading' && <Button onClick={() => setAsking(true)}>Abandon</Button>}
        <Button look="primary" size="large" icon="play" onClick={() => void navigate({ to: '/sessions/$id', params: { id: attempt.id } })}>
          Resume
        </Button>
      </div>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={`Abandon this ${what}?`}
        action="Abandon"
        cancel="Keep it"
        danger
        busy={abandon.isPending}
        onConfirm={() => abandon.mutate()}
      >
        It ends without a grade and its clusters are removed. This cannot be taken back.
      </Confirm>
    </section>
  )
}
