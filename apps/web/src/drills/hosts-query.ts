import { queryOptions } from '@tanstack/react-query'
import { call } from '../api/call.ts'

export const hostsQuery = queryOptions({
  queryKey: ['hosts-drill'],
  queryFn: ({ signal }) => call('hostsRecords', {}, undefined, { signal }),
})
