import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { AppError } from '@unflunk/shared/error'
import { call, wordsOf } from '../api/call.ts'
import { toast } from '../ui/toast.ts'
import { homeQuery, liveAttempt } from './home-query.ts'

export type Start = { exam: string } | { scenario: string }

/** Starts an exam or one scenario and goes there. */
export function useStart() {
  const navigate = useNavigate()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (what: Start) => ('exam' in what ? call('startExam', {}, what) : call('startPractice', {}, what)),
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
