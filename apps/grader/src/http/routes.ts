// Puts the shared table of routes on the server: each one parsed on the way in and on the way out.
import { routes } from '@unflunk/shared/api'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'

type Routes = typeof routes
export type RouteName = keyof Routes

/** The `:name` parts of a path. */
type ParamsOf<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? { [K in Name]: string } & ParamsOf<Rest>
  : Path extends `${string}:${infer Name}`
    ? { [K in Name]: string }
    : unknown

export interface Ask<K extends RouteName> {
  readonly params: ParamsOf<Routes[K]['path']>
  readonly body: z.output<Routes[K]['body']>
}

/** A missing route is a compile error. */
export type Handlers = { readonly [K in RouteName]: (ask: Ask<K>) => Promise<z.input<Routes[K]['response']>> }

const Params = z.record(z.string(), z.string())

/** Most bodies are small: the server's own limit holds. */
function bodyLimitOf(route: Routes[RouteName]): { bodyLimit?: number } {
  return 'maxBytes' in route ? { bodyLimit: route.maxBytes } : {}
}

function addRoute<K extends RouteName>(app: FastifyInstance, name: K, handle: Handlers[K]): void {
  const { method, path, body, response } = routes[name]
  app.route({
    method,
    url: path,
    ...bodyLimitOf(routes[name]),
    handler: async (request, reply) => {
      // The path's own parameters and the route's own body schema: the table is the proof that TypeScript cannot follow.
      const ask = { params: Params.parse(request.params), body: body.parse(request.body ?? undefined) } as unknown as Ask<K>
      const answer = response.safeParse(await handle(ask))
      if (!answer.success) throw new Error(`the answer of ${method} ${path} is not as promised: ${z.prettifyError(answer.error)}`)
      reply.header('cache-control', 'no-store')
      return answer.data
    },
  })
}

export function addRoutes(app: FastifyInstance, handlers: Handlers): void {
  const add = <K extends RouteName>(name: K) => addRoute(app, name, handlers[name])
  for (const name of z.array(z.enum(Object.keys(routes) as [RouteName])).parse(Object.keys(routes))) add(name)
}
