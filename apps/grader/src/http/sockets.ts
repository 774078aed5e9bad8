// The two upgrade paths: a page listens to its session, a page types into a terminal.
import { sockets } from '@unflunk/shared/api'
import type { FastifyInstance } from 'fastify'
import type { WebSocket } from 'ws'
import { z } from 'zod'
import type { Page, PageSocket, TerminalSocket } from '../session/join.ts'
import { failureOf } from './error-table.ts'

/** Where the sockets lead. A rejection closes the socket with its message. */
export interface SocketTargets {
  joinPage(id: string, page: Page, socket: PageSocket): Promise<void>
  joinTerminal(id: string, terminal: string, socket: TerminalSocket): Promise<void>
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

/** Messages and the close that come before anybody listens are kept: the terminal may first have to be joined. */
function terminalSocket(socket: WebSocket): TerminalSocket {
  const early: (Uint8Array | string)[] = []
  let listener = (data: Uint8Array | string): void => {
    early.push(data)
  }
  socket.on('message', (data, isBinary) => {
    const bytes = Buffer.isBuffer(data) ? data : Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data)
    listener(isBinary ? bytes : bytes.toString('utf8'))
  })
  return {
    send: (data) => socket.send(data),
    get bufferedAmount() {
      return socket.bufferedAmount
    },
    close: (code, reason) => socket.close(code, reason),
    onMessage: (listen) => {
      listener = listen
      for (const data of early.splice(0)) listen(data)
    },
    onClose: (listen) => whenClosed(socket, listen),
  }
}

function pageSocket(socket: WebSocket): PageSocket {
  return {
    send: (text) => socket.send(text),
    close: () => socket.close(1000),
    onClose: (listen) => whenClosed(socket, listen),
  }
}

function whenClosed(socket: WebSocket, listen: () => void): void {
  if (socket.readyState === socket.CLOSED) listen()
  else socket.once('close', () => listen())
}

export function addSockets(app: FastifyInstance, targets: SocketTargets): void {
  app.get(sockets.session, { websocket: true }, async (socket, request) => {
    keepAlive(socket)
    try {
      const { tab, after } = Query.parse(request.query)
      await targets.joinPage(Params.parse(request.params).id, { tab, after }, pageSocket(socket))
    } catch (error) {
      refuse(socket, error)
    }
  })

  app.get(sockets.terminal, { websocket: true }, async (socket, request) => {
    keepAlive(socket)
    const early = terminalSocket(socket)
    try {
      const { id, terminal } = Params.parse(request.params)
      await targets.joinTerminal(id, terminal, early)
    } catch (error) {
      refuse(socket, error)
    }
  })
}
