// Any part of the result page can open the replay at a moment; the page shows one player.
import type { AttemptResult } from '@unflunk/shared/api'
import { createContext, lazy, type ReactNode, Suspense, useCallback, useContext, useMemo, useState } from 'react'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { LoadingState } from '../ui/State.tsx'
import { replayMarkers } from './replay-markers.ts'
import { clockTime, type Moment, type ReplaySource, replayOf } from './replay-source.ts'

const ReplayPlayer = lazy(async () => ({ default: (await import('./ReplayPlayer.tsx')).ReplayPlayer }))

interface Replays {
  /** undefined: nothing recorded that moment. */
  readonly find: (moment: Moment) => ReplaySource | undefined
  readonly show: (moment: Moment) => void
  readonly clock: (at: number) => string
}

const ReplayContext = createContext<Replays | undefined>(undefined)

export function useReplays(): Replays {
  const replays = useContext(ReplayContext)
  if (!replays) throw new Error('useReplays needs a ReplayProvider above it')
  return replays
}

export function ReplayProvider({ result, children }: { result: AttemptResult; children: ReactNode }) {
  const [moment, setMoment] = useState<Moment>()
  const find = useCallback((wanted: Moment) => replayOf(result.attempt.id, result.recordings, wanted), [result])
  const replays = useMemo(() => ({ find, show: setMoment, clock: (at: number) => clockTime(result.startedAt, at) }), [find, result])
  const source = useMemo(() => moment && find(moment), [moment, find])
  const markers = useMemo(() => (source ? replayMarkers(result, source.recording) : []), [result, source])
  return (
    <ReplayContext value={replays}>
      {children}
      <Dialog
        open={source !== undefined}
        onOpenChange={(open) => !open && setMoment(undefined)}
        title={source ? `${source.recording.title} at ${replays.clock(moment?.at ?? 0)}` : ''}
        description={moment?.says}
        size="large"
      >
        {source && (
          <Suspense fallback={<LoadingState title="Loading the player" />}>
            <ReplayPlayer source={source} markers={markers} />
          </Suspense>
        )}
      </Dialog>
    </ReplayContext>
  )
}

/** Opens the clip of a moment; nothing where nothing was recorded. `brief`: the time stands beside it already. */
export function ReplayButton({ moment, word, brief = false }: { moment: Moment; word?: string; brief?: boolean }) {
  const { find, show, clock } = useReplays()
  if (!find(moment)) return null
  return (
    <Button
      look="quiet"
      size="small"
      icon="play"
      onClick={() => show(moment)}
      aria-label={`${word ?? 'Replay'} ${clock(moment.at)}: ${moment.says}`}
    >
      {word} {!brief && clock(moment.at)}
    </Button>
  )
}
