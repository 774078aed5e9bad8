import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Level } from '@unflunk/shared/checklist'
import { AppError } from '@unflunk/shared/error'
import type { HostsDrillSetup } from '@unflunk/shared/hosts-drill'
import type { SessionView } from '@unflunk/shared/session'
import { call, wordsOf } from '../api/call.ts'
import { toast } from '../ui/toast.ts'
import { homeQuery, liveAttempt } from './home-query.ts'
import { practiceLevel } from './practice-level.ts'

export type Start = { exam: string; level?: Level } | { scenario: string; level?: Level } | { hostsDrill: HostsDrillSetup }

function ask(what: Start): Promise<SessionView> {
  if ('exam' in what) return call('startExam', {}, what)
  return 'scenario' in what ? call('startPractice', {}, { level: practiceLevel(), ...what }) : call('startHostsDrill', {}, what.hostsDrill)
}

/** Starts an exam, one scenario or a drill and goes there. */
export function useStart() {
  const navigate = useNavigate()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ask,
    onSuccess: (session) => navigate({ to: '/sessions/$id', params: { id: session.id } }),
    onError: async (error) => {
      // The answer may have been lost after the start: then the attempt is there, and this is the way in.
      const home = await queries.fetchQuery({ ...homeQuery, staleTime: 0 }).catch(() => undefined)
      const started = error instanceof AppError && error.code === 'machine-unreachable' ? home && liveAttempt(home) : undefined
      if (started) return navigate({ to: '/sessions/$id', params: { id: started.id } })
      const { message, next } = wordsOf(error)
      toast.error(message, next ? { description: next } : {})
    },
  })
}
