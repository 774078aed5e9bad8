import { queryOptions } from '@tanstack/react-query'
import { call } from '../api/call.ts'

export const drillsQuery = queryOptions({ queryKey: ['drills'], queryFn: ({ signal }) => call('drills', {}, undefined, { signal }) })
