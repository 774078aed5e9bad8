import type { SessionView, TaskView } from '@unflunk/shared/session'
import { useNow } from '../ui/use-now.ts'
import { useRoomState } from './room-context.tsx'

/** The session of a room that has been heard; components below `SessionPage` are only drawn then. */
export function useSession(): SessionView {
  const session = useRoomState((state) => state.session)
  if (!session) throw new Error('no session has been heard yet')
  return session
}

export function useCurrentTask(): TaskView {
  const session = useSession()
  const task = session.tasks.find(({ id }) => id === session.currentTask) ?? session.tasks[0]
  if (!task) throw new Error('a session has at least one task')
  return task
}

/** Milliseconds left by the server's clock; `undefined` where no clock runs. */
export function useMsLeft(): number | undefined {
  const endsAt = useRoomState((state) => state.session?.endsAt)
  const offset = useRoomState((state) => state.clockOffset)
  // Four times a second: the shown second is never late by more than a blink.
  const now = useNow(endsAt === undefined ? undefined : 250)
  return endsAt === undefined ? undefined : endsAt - (now + offset)
}
