// The page's only way to ask: every request and answer is parsed by the route's own schemas.
import { routes } from '@unflunk/shared/api'
import { ApiFailure, AppError } from '@unflunk/shared/error'
import type { z } from 'zod'

type Routes = typeof routes
export type RouteName = keyof Routes
type Names<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | Names<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never
export type PathValues<N extends RouteName> = Record<Names<Routes[N]['path']>, string | number>
type Body<N extends RouteName> = z.input<Routes[N]['body']>
export type Answer<N extends RouteName> = z.output<Routes[N]['response']>

export type CallOptions = {
  signal?: AbortSignal /** Lets the request outlive the page, for the last words of a closing tab. */
  keepalive?: boolean
}

/** Fills `:name` parts of a route's path or a socket's address. Throws when a value is missing. */
export function fillPath(path: string, values: Readonly<Record<string, string | number>>): string {
  return path.replace(/:([a-z]+)/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined) throw new AppError('bad-request', `The address ${path} needs a value for "${name}".`)
    return encodeURIComponent(value)
  })
}

const unreachable = (cause: unknown) =>
  new AppError('machine-unreachable', 'Unflunk does not answer.', {
    cause,
    next: 'Is it still running in its terminal? Start it again with: npm start',
  })

async function failureOf(response: Response): Promise<AppError> {
  const failure = ApiFailure.safeParse(await response.json().catch(() => undefined))
  if (failure.success) return new AppError(failure.data.code, failure.data.message, failure.data.next ? { next: failure.data.next } : {})
  // A proxy in between answers for a grader that is gone.
  if (response.status === 502 || response.status === 504) return unreachable(undefined)
  if (response.status === 401) {
    return new AppError('unauthorized', 'This page has no access yet.', { next: 'Open the address with its token that npm start printed.' })
  }
  return new AppError('internal', `Unflunk answered with status ${response.status}.`, {
    next: 'Look at the terminal where npm start runs.',
  })
}

/** Saying them twice says no more than saying them once, besides GET, PUT and DELETE. */
const REPEATABLE: ReadonlySet<RouteName> = new Set(['openTask', 'markTask', 'startSandbox'])
// Chromium cuts every request when a network interface comes or goes, as when clusters start: shortly after, all is well.
const RETRY_AFTER = [150, 500] // ms

async function sendWithRetries(
  send: () => Promise<Response>,
  retries: readonly number[],
  signal: AbortSignal | undefined,
): Promise<Response> {
  for (const delay of retries) {
    try {
      return await send()
    } catch {
      // The last attempt below tells why.
      signal?.throwIfAborted()
      await new Promise((resolve) => setTimeout(resolve, delay))
    }
  }
  return send()
}

/** Asks one route. Throws AppError: the server's own words, or that it cannot be reached. An aborted call throws `cancelled`. */
export async function call<N extends RouteName>(
  name: N,
  values: PathValues<N>,
  body: Body<N>,
  options: CallOptions = {},
): Promise<Answer<N>> {
  const route = routes[name]
  const { signal, keepalive = false } = options
  const sent = route.body.parse(body)
  const path = fillPath(route.path, values)
  const send = () =>
    fetch(path, {
      method: route.method,
      credentials: 'same-origin',
      keepalive,
      ...(signal ? { signal } : {}),
      ...(sent === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(sent) }),
    })
  const repeatable = route.method !== 'POST' || REPEATABLE.has(name)
  try {
    const response = await sendWithRetries(send, repeatable && !keepalive ? RETRY_AFTER : [], signal)
    if (!response.ok) throw await failureOf(response)
    return parseAnswer(name, await response.json())
  } catch (error) {
    if (error instanceof AppError) throw error
    if (signal?.aborted) throw new AppError('cancelled', 'A newer request replaced this one.', { cause: error })
    throw unreachable(error)
  }
}

function parseAnswer<N extends RouteName>(name: N, json: unknown): Answer<N> {
  const answer = routes[name].response.safeParse(json)
  // The parsed answer of `routes[name]`: TypeScript cannot follow the index through safeParse.
  if (answer.success) return answer.data as Answer<N>
  throw new AppError('internal', 'Unflunk answered in a shape that this page does not know.', {
    cause: answer.error,
    next: 'Reload the page: it may be older than the running Unflunk.',
  })
}

/** Any thrown thing as words for the reader. */
export function wordsOf(error: unknown): { message: string; next: string | undefined } {
  if (error instanceof AppError) return { message: error.message, next: error.next }
  return { message: error instanceof Error ? error.message : String(error), next: undefined }
}
