// One session from its first cluster to its grade; which screen is shown follows from its phase.
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useEffect } from 'react'
import { call, wordsOf } from '../api/call.ts'
import { DrillEnd } from '../drills/DrillEnd.tsx'
import { DrillRoom } from '../drills/DrillRoom.tsx'
import { FullPage } from '../ui/FullPage.tsx'
import { HomeLink } from '../ui/HomeLink.tsx'
import { ErrorState, LoadingState } from '../ui/State.tsx'
import { toast } from '../ui/toast.ts'
import { ExamRoom } from './ExamRoom.tsx'
import { GradingScreen } from './GradingScreen.tsx'
import { PreparingScreen } from './PreparingScreen.tsx'
import { RoomProvider, useJoinedRoom, useRoomState } from './room-context.tsx'
import type { Room } from './store.ts'
import { TakenOver } from './TakenOver.tsx'

function Opening({ title }: { title: string }) {
  return (
    <FullPage>
      <LoadingState title={title} />
    </FullPage>
  )
}

export function SessionPage() {
  const { id } = useParams({ from: '/sessions/$id' })
  const room = useJoinedRoom(id)
  if (!room) return <Opening title="Opening the session" />
  return (
    <RoomProvider room={room}>
      <Notices room={room} />
      <Screen id={id} />
    </RoomProvider>
  )
}

const toasts = { info: toast.message, warning: toast.warning, error: toast.error } as const

/** The grader's messages become toasts, each once. */
function Notices({ room }: { room: Room }) {
  useEffect(
    () =>
      room.store.subscribe((state, before) => {
        if (state.notice && state.notice.seq !== before.notice?.seq) toasts[state.notice.level](state.notice.message)
      }),
    [room],
  )
  return null
}

function Screen({ id }: { id: string }) {
  const phase = useRoomState((state) => state.session?.phase)
  const title = useRoomState((state) => state.session?.title)
  const isDrill = useRoomState((state) => state.session?.kind === 'drill')
  const connection = useRoomState((state) => state.connection)
  const navigate = useNavigate()
  useEffect(() => {
    if (title) document.title = `${title} - Unflunk`
  }, [title])
  useEffect(() => {
    if (phase === 'finished' && !isDrill) void navigate({ to: '/results/$id', params: { id }, replace: true })
    if (phase === 'abandoned') void navigate({ to: isDrill ? '/drills/hosts' : '/', replace: true })
  }, [phase, id, isDrill, navigate])
  if (connection === 'taken-over') return <TakenOver />
  switch (phase) {
    case undefined:
      return connection === 'lost' ? <NotHeard id={id} /> : <Opening title="Opening the session" />
    case 'preparing':
      return <PreparingScreen />
    case 'running':
      return isDrill ? <DrillRoom /> : <ExamRoom />
    case 'grading':
      return isDrill ? <Opening title="Counting the points" /> : <GradingScreen />
    case 'failed':
      return <Failed />
    case 'finished':
      return isDrill ? <DrillEnd /> : <Opening title="Opening" />
    case 'abandoned':
      return <Opening title="Opening" />
  }
}

/** The socket does not say why it cannot be opened; asking over HTTP does. */
function NotHeard({ id }: { id: string }) {
  const { error } = useQuery({
    queryKey: ['session', id],
    queryFn: ({ signal }) => call('session', { id }, undefined, { signal }),
    retry: false,
  })
  if (!error) return <Opening title="Connecting" />
  const { message, next } = wordsOf(error)
  return (
    <FullPage>
      <ErrorState title="This session cannot be opened" message={message} next={next} action={<HomeLink />} />
    </FullPage>
  )
}

function Failed() {
  const failure = useRoomState((state) => state.session?.failure)
  return (
    <FullPage>
      <ErrorState
        title="The session could not go on"
        message={failure?.message ?? 'It stopped for a reason that was not told.'}
        next={failure?.next}
        action={<HomeLink />}
      />
    </FullPage>
  )
}
