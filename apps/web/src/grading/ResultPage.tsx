// The result of an ended attempt: the score, then each task with what its checks saw.
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { AttemptResult, TaskResult } from '@unflunk/shared/api'
import { call, wordsOf } from '../api/call.ts'
import { Section } from '../ui/Section.tsx'
import { ErrorState, LoadingState } from '../ui/State.tsx'
import styles from './ResultPage.module.css'
import { VerdictList } from './VerdictList.tsx'

function Task({ task }: { task: TaskResult }) {
  return (
    <article className={styles.task}>
      <h3 className={styles.name}>
        <span>
          {task.number}. {task.title}
        </span>
        <span className={styles.points}>
          {task.grade.points} of {task.grade.of} points
        </span>
      </h3>
      <VerdictList checks={task.checks} verdicts={task.grade.verdicts} />
    </article>
  )
}

function Result({ result }: { result: AttemptResult }) {
  return (
    <>
      <p className={styles.over}>{result.attempt.title}</p>
      <h1 className={styles.score} data-passed={result.passed}>
        {result.score} %{' '}
        <span className={styles.verdict}>
          {result.passed ? 'passed' : 'not passed'} ({result.passMark} needed)
        </span>
      </h1>
      <Section title="Tasks">
        {result.tasks.map((task) => (
          <Task key={task.id} task={task} />
        ))}
      </Section>
    </>
  )
}

export function ResultPage() {
  const { id } = useParams({ from: '/results/$id' })
  const { data, error, refetch } = useQuery({
    queryKey: ['result', id],
    queryFn: ({ signal }) => call('result', { id }, undefined, { signal }),
  })
  if (error && !data) {
    const { message, next } = wordsOf(error)
    return <ErrorState title="The result could not be read" message={message} next={next} onRetry={() => void refetch()} />
  }
  return (
    <main className={styles.page}>
      <p>
        <Link to="/">Start</Link>
      </p>
      {data ? <Result result={data} /> : <LoadingState title="Reading the result" />}
    </main>
  )
}
