// What an exam would get of this computer's memory, and the setting that decides it.
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { MachineSettings } from '@unflunk/shared/machines'
import { call, wordsOf } from '../api/call.ts'
import { toast } from '../ui/toast.ts'

const LOOK_AGAIN = 10_000 // ms: other programs come and go

export const outlookQuery = (exam: string) =>
  queryOptions({
    queryKey: ['machines', 'outlook', exam],
    queryFn: ({ signal }) => call('examOutlook', { exam }, undefined, { signal }),
    refetchInterval: LOOK_AGAIN,
  })

export const settingsQuery = queryOptions({
  queryKey: ['machines', 'settings'],
  queryFn: ({ signal }) => call('machineSettings', {}, undefined, { signal }),
})

export function useSaveMachines() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (settings: MachineSettings) => call('saveMachineSettings', {}, settings),
    onError: (error) => toast.error(wordsOf(error).message),
    onSettled: () => queries.invalidateQueries({ queryKey: ['machines'] }),
  })
}
