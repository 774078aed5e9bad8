import { queryOptions } from '@tanstack/react-query'
import { call } from '../api/call.ts'

/** The index of all allowed pages: fetched once, it changes only with the installation. */
export const docsQuery = queryOptions({
  queryKey: ['docs'],
  queryFn: async ({ signal }) => (await call('docs', {}, undefined, { signal })).pages,
  staleTime: Number.POSITIVE_INFINITY,
})
