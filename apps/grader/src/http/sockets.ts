// The two upgrade paths: a page listens to its session, a page types into a terminal.
import { sockets } from '@unflunk/shared/api'
import { AppError } from '@unflunk/shared/error'
import type { FastifyInstance } from 'fastify'
import type { WebSocket } from 'ws'
import { z } from 'zod'
import type { Page, PageSocket, TerminalSocket } from '../session/join.ts'
import { failureOf } from './error-table.ts'

/** Where the sockets lead. Both may throw AppError, which closes the socket with its message. */
export interface SocketTargets {
  joinSession(id: string, page: Page, socket: PageSocket): void
  joinTerminal(id: string, terminal: string, socket: TerminalSocket): void
}

const Query = z.object({ tab: z.string().max(100).default(''), after: z.coerce.number().int().optional() })
const Params = z.object({ id: z.string(), terminal: z.string().default('') })

/** Close codes for applications start at 4000; the reason is at most 123 bytes. */
const REFUSED = 4000
const PING_EVERY_MS = 20_000

function refuse(socket: WebSocket, error: unknown): void {
  socket.close(REFUSED, Buffer.from(failureOf(error).body.message).subarray(0, 120))
}

/** Notices a connection that ended without a word (a suspended laptop, a cut network). */
function keepAlive(socket: WebSocket): void {
  let answered = true
  const timer = setInterval(() => {
    if (!answered) return socket.terminate()
    answered = false
    socket.ping()
  }, PING_EVERY_MS)
  socket.on('pong', () => {
    answered = true
  })
  socket.once('close', () => clearInterval(timer))
}

/** Listeners are attached before anything is awaited, or early messages would be lost. */
export function terminalSocket(socket: WebSocket): TerminalSocket {
  return {
    send: (data) => socket.send(data),
    get bufferedAmount() {
      return socket.bufferedAmount
    },
    close: (code, reason) => socket.close(code, reason),
    onMessage: (listener) => {
      socket.on('message', (data, isBinary) => {
        const bytes = Buffer.isBuffer(data) ? data : Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data)
        listener(isBinary ? bytes : bytes.toString('utf8'))
      })
    },
    onClose: (listener) => {
      socket.once('close', () => listener())
    },
  }
}

export function addSockets(app: FastifyInstance, targets: SocketTargets): void {
  app.get(sockets.session, { websocket: true }, (socket, request) => {
    keepAlive(socket)
    try {
      const query = Query.safeParse(request.query)
      if (!query.success) throw new AppError('bad-request', z.prettifyError(query.error))
      targets.joinSession(
        Params.parse(request.params).id,
        { tab: query.data.tab, after: query.data.after },
        {
          send: (text) => socket.send(text),
          close: () => socket.close(1000),
          onClose: (listener) => {
            socket.once('close', () => listener())
          },
        },
      )
    } catch (error) {
      refuse(socket, error)
    }
  })

  app.get(sockets.terminal, { websocket: true }, (socket, request) => {
    keepAlive(socket)
    try {
      const { id, terminal } = Params.parse(request.params)
      targets.joinTerminal(id, terminal, terminalSocket(socket))
    } catch (error) {
      refuse(socket, error)
    }
  })
}
