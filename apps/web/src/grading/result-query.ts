import { queryOptions } from '@tanstack/react-query'
import { call } from '../api/call.ts'

/** A result changes only when checks are run again, which sets it. */
export const resultQuery = (id: string) =>
  queryOptions({
    queryKey: ['result', id],
    queryFn: ({ signal }) => call('result', { id }, undefined, { signal }),
    staleTime: 60_000,
  })
