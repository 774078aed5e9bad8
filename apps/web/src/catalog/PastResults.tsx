// What was done before: score and date, newest first.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type AttemptSummary, isFullMock } from '@unflunk/shared/api'
import { useState } from 'react'
import { call, wordsOf } from '../api/call.ts'
import { historyQuery } from '../habits/history-query.ts'
import { IconButton } from '../ui/Button.tsx'
import { classes } from '../ui/classes.ts'
import { Confirm } from '../ui/Dialog.tsx'
import { dayAndTime } from '../ui/duration.ts'
import { Section } from '../ui/Section.tsx'
import { EmptyState } from '../ui/State.tsx'
import { toast } from '../ui/toast.ts'
import { useNow } from '../ui/use-now.ts'
import { homeQuery } from './home-query.ts'
import styles from './PastResults.module.css'

function verdict(attempt: AttemptSummary): string {
  return attempt.importedAt === undefined ? outcome(attempt) : `imported, ${outcome(attempt)}`
}

function outcome({ kind, phase, score, passMark, level }: AttemptSummary): string {
  if (phase === 'abandoned') return 'abandoned'
  if (phase === 'failed') return 'could not start'
  if (score === undefined) return 'not graded'
  if (kind === 'practice') return 'practice'
  const passed = score >= (passMark ?? 0) ? 'passed' : 'not passed'
  return isFullMock({ kind, level }) ? passed : `practice exam, ${passed}`
}

function Row({ attempt, now, onDelete }: { attempt: AttemptSummary; now: number; onDelete: () => void }) {
  const words = (
    <>
      <span className={styles.score}>{attempt.score === undefined ? '–' : Math.round(attempt.score)}</span>
      <span className={styles.words}>
        <span className={styles.title}>{attempt.title}</span>
        <span className={styles.about}>
          {verdict(attempt)}, {dayAndTime(attempt.endedAt ?? attempt.createdAt, now)}
        </span>
      </span>
    </>
  )
  const passed = attempt.passMark !== undefined && attempt.score !== undefined && attempt.score >= attempt.passMark
  return (
    <li className={classes(styles.row, passed && styles.passed)}>
      {attempt.phase === 'finished' ? (
        <Link to="/results/$id" params={{ id: attempt.id }} className={styles.link}>
          {words}
        </Link>
      ) : (
        <span className={styles.link}>{words}</span>
      )}
      <IconButton icon="trash" size="small" label={`Delete the attempt at ${attempt.title}`} className={styles.delete} onClick={onDelete} />
    </li>
  )
}

export function PastResults({ attempts }: { attempts: readonly AttemptSummary[] }) {
  const now = useNow(60_000)
  const queries = useQueryClient()
  const [doomed, setDoomed] = useState<AttemptSummary>()
  const remove = useMutation({
    mutationFn: (id: string) => call('deleteAttempt', { id }, undefined),
    onError: (error) => toast.error(wordsOf(error).message),
    onSettled: () => {
      setDoomed(undefined)
      return Promise.all([queries.invalidateQueries(homeQuery), queries.invalidateQueries(historyQuery)])
    },
  })
  return (
    <Section title="Past results">
      {attempts.length === 0 ? (
        <div className={styles.empty}>
          <EmptyState icon="clock" title="Nothing yet">
            Your scores stay here, on this machine.
          </EmptyState>
        </div>
      ) : (
        <ul className={styles.list}>
          {attempts.map((attempt) => (
            <Row key={attempt.id} attempt={attempt} now={now} onDelete={() => setDoomed(attempt)} />
          ))}
        </ul>
      )}
      <Confirm
        open={doomed !== undefined}
        onOpenChange={(open) => !open && setDoomed(undefined)}
        title="Delete this attempt?"
        action="Delete"
        cancel="Keep it"
        danger
        busy={remove.isPending}
        onConfirm={() => doomed && remove.mutate(doomed.id)}
      >
        {doomed &&
          `${doomed.title}, ${dayAndTime(doomed.endedAt ?? doomed.createdAt, now)}: its grade, event log and recordings are removed from this machine.`}
      </Confirm>
    </Section>
  )
}
