// The only door in: guard, routes, upgrades and the built page, put together.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyCookie from '@fastify/cookie'
import fastifyStatic from '@fastify/static'
import fastifyWebsocket from '@fastify/websocket'
import { sockets } from '@unflunk/shared/api'
import { AppError } from '@unflunk/shared/error'
import fastify, { type FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../lib/logger.ts'
import { doorPage } from './door-page.ts'
import { failureOf } from './error-table.ts'
import { createGuard } from './guard.ts'
import { addRoutes, type Handlers } from './routes.ts'
import { addSockets, type SocketTargets } from './sockets.ts'

const MAX_PAYLOAD = 1024 * 1024 // bytes of one message; a paste is far below

export interface ServerParts {
  readonly clock: Clock
  readonly logger: Logger
  readonly token: string
  /** Other names (host:port) under which the grader may be reached, as through an ssh tunnel. */
  readonly alsoKnownAs: readonly string[]
  /** The folder of the built page. */
  readonly page: string
  readonly handlers: Handlers
  readonly targets: SocketTargets
  /** The file of a terminal's recording; throws AppError `not-found`. */
  readonly recording: (attempt: string, terminal: string) => Promise<{ folder: string; name: string }>
}

const RecordingParams = z.object({ id: z.string(), terminal: z.string() })

function portOf(app: FastifyInstance): number {
  const address = app.server.address()
  if (address === null || typeof address === 'string') throw new Error('the server does not listen at a port')
  return address.port
}

/** Not listening yet: call `listen({ host: '127.0.0.1', port })`. */
export async function createServer(parts: ServerParts): Promise<FastifyInstance> {
  const app = fastify({ bodyLimit: MAX_PAYLOAD, forceCloseConnections: true })
  await app.register(fastifyCookie)
  await app.register(fastifyWebsocket, { options: { maxPayload: MAX_PAYLOAD, perMessageDeflate: false } })
  app.addHook('onRequest', createGuard({ token: parts.token, port: () => portOf(app), alsoKnownAs: parts.alsoKnownAs, clock: parts.clock }))
  // A form of another page can send text/plain without asking the browser's leave: only JSON is read.
  app.removeContentTypeParser('text/plain')
  app.setErrorHandler((error, request, reply) => {
    const { status, body, unforeseen } = failureOf(error)
    if (unforeseen) parts.logger.error(`${request.method} ${request.routeOptions.url ?? 'unknown path'}`, error)
    return reply.code(status).send(body)
  })

  addRoutes(app, parts.handlers)
  await app.register(fastifyStatic, { root: parts.page, wildcard: false, index: false, serve: false })
  app.get(sockets.recording, async (request, reply) => {
    const { id, terminal } = RecordingParams.parse(request.params)
    const { folder, name } = await parts.recording(id, terminal)
    return reply.type('application/x-asciicast; charset=utf-8').header('cache-control', 'no-store').sendFile(name, folder)
  })
  app.get('/assets/*', (request, reply) =>
    reply.sendFile(join('assets', z.object({ '*': z.string() }).parse(request.params)['*']), { immutable: true, maxAge: '365d' }),
  )
  await app.register(async (scope) => addSockets(scope, parts.targets))

  // Every other path is a screen of the page, which finds its way itself.
  app.setNotFoundHandler((request, reply) => {
    if (request.method !== 'GET' || request.url.startsWith('/api/')) {
      const { status, body } = failureOf(new AppError('not-found', `There is nothing at ${request.method} ${request.url}.`))
      return reply.code(status).send(body)
    }
    if (!existsSync(join(parts.page, 'index.html'))) {
      return reply
        .code(503)
        .type('text/html; charset=utf-8')
        .send(doorPage('The page has not been built yet.', 'Start Unflunk with: npm start'))
    }
    return reply.header('cache-control', 'no-cache').sendFile('index.html')
  })
  return app
}
