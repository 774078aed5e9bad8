import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { call, wordsOf } from '../api/call.ts'
import { toast } from '../ui/Toast.tsx'
import { homeQuery } from './home-query.ts'

export type Start = { exam: string } | { scenario: string }

/** Starts an exam or one scenario and goes there. */
export function useStart() {
  const navigate = useNavigate()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (what: Start) => ('exam' in what ? call('startExam', {}, what) : call('startPractice', {}, what)),
    onSuccess: (session) => navigate({ to: '/sessions/$id', params: { id: session.id } }),
    onError: (error) => {
      const { message, next } = wordsOf(error)
      toast.error(message, next ? { description: next } : {})
      return queries.invalidateQueries(homeQuery)
    },
  })
}
