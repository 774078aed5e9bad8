import { queryOptions } from '@tanstack/react-query'
import { call } from '../api/call.ts'

/** What all attempts together show; it changes when one ends, so each visit asks again. */
export const historyQuery = queryOptions({
  queryKey: ['history'],
  queryFn: ({ signal }) => call('history', {}, undefined, { signal }),
})
