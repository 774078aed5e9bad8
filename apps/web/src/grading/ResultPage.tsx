// The result of an ended attempt: where the points went first, then domains, habits, time, and each task with its checks.
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { AttemptResult } from '@unflunk/shared/api'
import { useEffect } from 'react'
import { wordsOf } from '../api/call.ts'
import { AdviceCards } from '../habits/AdviceCards.tsx'
import { Checklists } from '../habits/Checklists.tsx'
import { Ledger } from '../habits/Ledger.tsx'
import { Timeline } from '../habits/Timeline.tsx'
import { Page } from '../ui/Page.tsx'
import { ErrorState, LoadingState } from '../ui/State.tsx'
import { CouldNotCheck } from './CouldNotCheck.tsx'
import { DomainBars } from './DomainBars.tsx'
import { ExportButton } from './ExportButton.tsx'
import { Imported } from './Imported.tsx'
import { PracticeResult } from './PracticeResult.tsx'
import { Recordings } from './Recordings.tsx'
import { ReplayProvider } from './replay-context.tsx'
import { resultQuery } from './result-query.ts'
import { ScoreHead } from './ScoreHead.tsx'
import { TaskResults } from './TaskResults.tsx'

function ExamResult({ result }: { result: AttemptResult }) {
  return (
    <>
      <ScoreHead result={result} />
      <CouldNotCheck result={result} />
      <Ledger ledger={result.habits.ledger} score={result.score} tasks={result.tasks} />
      <Checklists checklists={result.habits.checklists} />
      <DomainBars domains={result.domains} />
      <AdviceCards cards={result.habits.cards} />
      <Timeline result={result} />
      <TaskResults tasks={result.tasks} />
      <Recordings recordings={result.recordings} />
    </>
  )
}

function ResultBody({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(resultQuery(id))
  const title = data?.attempt.title
  useEffect(() => {
    document.title = title ? `${title}: result - Unflunk` : 'Result - Unflunk'
  }, [title])
  if (data) {
    return (
      <ReplayProvider result={data}>
        <Imported at={data.attempt.importedAt} />
        {data.attempt.kind === 'exam' ? <ExamResult result={data} /> : <PracticeResult result={data} />}
      </ReplayProvider>
    )
  }
  if (!error) return <LoadingState title="Reading the result" />
  const { message, next } = wordsOf(error)
  return (
    <ErrorState
      title="The result could not be read"
      message={message}
      next={next}
      onRetry={() => void refetch()}
      action={<Link to="/">Back to the start</Link>}
    />
  )
}

export function ResultPage() {
  const { id } = useParams({ from: '/results/$id' })
  const { data } = useQuery(resultQuery(id))
  return (
    <Page actions={data && <ExportButton result={data} />}>
      <ResultBody id={id} />
    </Page>
  )
}
