import { queryOptions } from '@tanstack/react-query'
import type { Home } from '@unflunk/shared/api'
import { call } from '../api/call.ts'

const PREPARING_EVERY = 1000 // ms: steps move by the second
const CALM_EVERY = 15_000

/** Everything that the first page shows, asked again every second while the sandbox is being built. */
export const homeQuery = queryOptions({
  queryKey: ['home'],
  queryFn: ({ signal }) => call('home', {}, undefined, { signal }),
  refetchInterval: ({ state }) => (state.data?.sandbox.state === 'preparing' ? PREPARING_EVERY : CALM_EVERY),
})

const LIVE = new Set(['preparing', 'running', 'grading'])

export const liveAttempt = (home: Home) => home.attempts.find((attempt) => LIVE.has(attempt.phase))

/** Why nothing can be started now, in words; `undefined` when it can. */
export function whyNotStart(home: Home): string | undefined {
  if (liveAttempt(home)) return 'An attempt is still open: resume or abandon it first.'
  if (home.sandbox.state === 'ready') return undefined
  return home.sandbox.state === 'failed' ? 'The sandbox needs attention first.' : 'The sandbox is not ready yet.'
}
