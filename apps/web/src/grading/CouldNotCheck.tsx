// Checks that we could not run: said openly, retried on request, counted neither for nor against.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { AttemptResult } from '@unflunk/shared/api'
import { call, wordsOf } from '../api/call.ts'
import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import styles from './CouldNotCheck.module.css'
import { resultQuery } from './result-query.ts'

export function CouldNotCheck({ result }: { result: AttemptResult }) {
  const queries = useQueryClient()
  const { id } = result.attempt
  const retry = useMutation({
    mutationFn: () => call('retryGrading', { id }, {}),
    onSuccess: (answer) => queries.setQueryData(resultQuery(id).queryKey, answer),
  })
  const count = result.couldNotCheck
  if (count === 0) return null
  const failure = retry.error ? wordsOf(retry.error) : undefined
  return (
    <div className={styles.banner} role="status">
      <Icon name="warning" size={18} />
      <div className={styles.words}>
        <p>
          {count === 1 ? 'One check' : `${count} checks`} could not be run, by our own fault. {count === 1 ? 'It counts' : 'They count'}{' '}
          neither for nor against you.
        </p>
        {failure && (
          <p className={styles.failure}>
            {failure.message} {failure.next}
          </p>
        )}
      </div>
      <Button icon="reset" busy={retry.isPending} onClick={() => retry.mutate()}>
        Try again
      </Button>
    </div>
  )
}
