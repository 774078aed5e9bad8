// Drill 2, look-up: choose the exam, play a round, see what was missed.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { LookUpResult, LookUpTrack } from '@unflunk/shared/drill'
import { useState } from 'react'
import { type Answer, call, wordsOf } from '../api/call.ts'
import { docsQuery } from '../docs/docs-query.ts'
import { ErrorState, LoadingState } from '../ui/State.tsx'
import { DrillPage } from './DrillPage.tsx'
import { drillsQuery } from './drills-query.ts'
import { LookUpResultView } from './LookUpResultView.tsx'
import { LookUpRound } from './LookUpRound.tsx'
import { LookUpStart } from './LookUpStart.tsx'
import type { Round } from './look-up-round.ts'

type Stage =
  | { at: 'start' }
  | { at: 'drawing' }
  | { at: 'playing'; drawn: Answer<'startLookUp'> }
  | { at: 'keeping'; round: Round }
  | { at: 'result'; round: Round; result: LookUpResult }
  | { at: 'failed'; error: unknown; again: () => void }

export function LookUpPage() {
  return (
    <DrillPage title="Look-up">
      <Stages />
    </DrillPage>
  )
}

function Stages() {
  const [stage, setStage] = useState<Stage>({ at: 'start' })
  const [track, setTrack] = useState<LookUpTrack>('cka')
  const queries = useQueryClient()
  const pages = useQuery(docsQuery)
  const summaries = useQuery(drillsQuery)

  const start = async () => {
    setStage({ at: 'drawing' })
    try {
      setStage({ at: 'playing', drawn: await call('startLookUp', {}, { track }) })
    } catch (error) {
      setStage({ at: 'failed', error, again: () => void start() })
    }
  }
  const finish = async (round: Round) => {
    if (round.answers.length === 0) return setStage({ at: 'start' })
    setStage({ at: 'keeping', round })
    try {
      const result = await call('finishLookUp', {}, { answers: [...round.answers] })
      setStage({ at: 'result', round, result })
      await queries.invalidateQueries(drillsQuery)
    } catch (error) {
      setStage({ at: 'failed', error, again: () => void finish(round) })
    }
  }

  if (pages.error) return <Failed error={pages.error} again={() => void pages.refetch()} />
  switch (stage.at) {
    case 'start':
      return (
        <LookUpStart
          summary={summaries.data?.find(({ drill }) => drill === 'look-up')}
          track={track}
          onTrack={setTrack}
          ready={pages.data !== undefined}
          onStart={() => void start()}
        />
      )
    case 'drawing':
      return <LoadingState title="Drawing the questions" />
    case 'playing':
      return pages.data ? (
        <LookUpRound drawn={stage.drawn} pages={pages.data} onOver={(round) => void finish(round)} />
      ) : (
        <LoadingState title="Reading the list of pages" />
      )
    case 'keeping':
      return <LoadingState title="Keeping the round" />
    case 'result':
      return <LookUpResultView round={stage.round} result={stage.result} pages={pages.data ?? []} onAgain={() => void start()} />
    case 'failed':
      return <Failed error={stage.error} again={stage.again} />
  }
}

function Failed({ error, again }: { error: unknown; again: () => void }) {
  const { message, next } = wordsOf(error)
  return <ErrorState title="The drill cannot go on" message={message} next={next} onRetry={again} />
}
