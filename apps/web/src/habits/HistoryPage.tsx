// History over all attempts: scores, habits as small trends, the curriculum by weight, and predictions against scores.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type History, TREND_FROM } from '@unflunk/shared/history'
import { useEffect } from 'react'
import { wordsOf } from '../api/call.ts'
import { Page } from '../ui/Page.tsx'
import { Section } from '../ui/Section.tsx'
import { EmptyState, ErrorState, LoadingState } from '../ui/State.tsx'
import { AdviceTrends } from './AdviceTrends.tsx'
import { AttemptTable } from './AttemptTable.tsx'
import { Calibration } from './Calibration.tsx'
import { ChecklistTrends } from './ChecklistTrends.tsx'
import { Coverage } from './Coverage.tsx'
import styles from './HistoryPage.module.css'
import { historyQuery } from './history-query.ts'

function Nothing() {
  return (
    <EmptyState icon="clock" title="Nothing to look back on yet" action={<Link to="/">Choose a first task or exam</Link>}>
      After your first attempts you see here which of the thirteen ways you use and which you have left behind, how much of the curriculum
      you have covered by weight, how long ago you practised each domain, and how well you predict your score.
    </EmptyState>
  )
}

function HistoryBody({ history }: { history: History }) {
  const { attempts, advices, checklists, coverage } = history
  const practised = coverage.some(({ attempted }) => attempted > 0)
  if (attempts.length === 0 && !practised) return <Nothing />
  return (
    <>
      {attempts.length > 0 && attempts.length < TREND_FROM && (
        <p className={styles.few}>
          {attempts.length === 1 ? 'One attempt is' : 'Two attempts are'} no trend yet: read each mark below as what happened once.
        </p>
      )}
      <AttemptTable attempts={attempts} />
      {attempts.length > 0 && <AdviceTrends advices={advices} attempts={attempts} />}
      {checklists.length > 0 && <ChecklistTrends checklists={checklists} attempts={attempts} />}
      {coverage.map((track) => (
        <Coverage key={track.track} coverage={track} />
      ))}
      {attempts.length > 0 && (
        <Section title="Prediction against score">
          <Calibration attempts={attempts} />
        </Section>
      )}
    </>
  )
}

function Body() {
  const { data, error, refetch } = useQuery(historyQuery)
  if (data) return <HistoryBody history={data} />
  if (!error) return <LoadingState title="Reading your attempts" />
  const { message, next } = wordsOf(error)
  return <ErrorState title="The history could not be read" message={message} next={next} onRetry={() => void refetch()} />
}

export function HistoryPage() {
  useEffect(() => {
    document.title = 'History - Unflunk'
  }, [])
  return (
    <Page>
      <h1 className={styles.title}>History</h1>
      <Body />
    </Page>
  )
}
