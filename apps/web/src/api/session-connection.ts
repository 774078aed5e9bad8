// Hears one session: a socket that comes back by itself, resumes after the last event it saw, and stops when another tab takes over.
import { sockets } from '@unflunk/shared/api'
import { SessionEvent } from '@unflunk/shared/session'
import { fillPath } from './call.ts'

/** `taken-over` stays until the reader asks for `takeOver()`. */
export type ConnectionState = 'connecting' | 'open' | 'lost' | 'taken-over'

type Ears = { opened: () => void; heard: (data: unknown) => void; closed: () => void }
type Socket = { close(): void }

export type SessionConnectionOptions = {
  sessionId: string
  onEvent: (event: SessionEvent) => void
  onState: (state: ConnectionState) => void
  /** Opens a socket at a path; the browser's own unless a test says otherwise. */
  open?: (path: string, ears: Ears) => Socket
  /** Calls back after `ms`; answers how to call it off. */
  after?: (ms: number, then: () => void) => () => void
  random?: () => number
  tab?: string
}

export type SessionConnection = {
  /** Tries at once instead of waiting out the back-off, as when the browser says it is online. */
  retryNow(): void
  /** Makes this tab the one that hears, after another had taken over. */
  takeOver(): void
  close(): void
}

const FIRST_DELAY = 250 // ms: a grader that restarts is back in about a second
const LONGEST_DELAY = 4000 // ms: the clock runs on, so never wait long

/** Doubles per failed attempt up to the longest, with a quarter of jitter. */
export function retryDelay(failures: number, random: number): number {
  const base = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** failures)
  return Math.round(base * (0.75 + random * 0.25))
}

// A socket's address is relative to the page, so that one build serves any host and port.
const openInBrowser = (path: string, ears: Ears): Socket => {
  const socket = new WebSocket(location.origin.replace(/^http/, 'ws') + path)
  socket.onopen = ears.opened
  socket.onmessage = (message) => ears.heard(message.data)
  socket.onclose = ears.closed
  return socket
}

const browserTimer = (ms: number, then: () => void) => {
  const timer = setTimeout(then, ms)
  return () => clearTimeout(timer)
}

export function connectSession(options: SessionConnectionOptions): SessionConnection {
  const { sessionId, onEvent, onState, open = openInBrowser, after = browserTimer, random = Math.random } = options
  // One per page load: a reload is a new tab that takes over from its dead predecessor.
  const tab = options.tab ?? crypto.randomUUID()
  let socket: Socket | undefined
  let lastSeq: number | undefined
  let failures = 0
  let cancelRetry = () => {}
  let state: ConnectionState = 'connecting'

  const enter = (next: ConnectionState) => {
    state = next
    onState(next)
  }

  const drop = () => {
    cancelRetry()
    const old = socket
    socket = undefined
    old?.close()
  }

  const hear = (data: unknown) => {
    const event = SessionEvent.parse(JSON.parse(String(data)))
    const isNext = lastSeq === undefined || event.seq === lastSeq + 1
    // Something was missed: ask again from the last event, rather than show a state that is not whole.
    if (event.type !== 'state' && event.type !== 'taken-over' && !isNext) {
      if (lastSeq !== undefined && event.seq <= lastSeq) return
      connect()
      return
    }
    lastSeq = event.seq
    onEvent(event)
    if (event.type === 'taken-over') {
      drop()
      enter('taken-over')
    }
  }

  const lose = () => {
    socket = undefined
    enter('lost')
    cancelRetry = after(retryDelay(failures, random()), connect)
    failures += 1
  }

  const connect = () => {
    drop()
    const query = new URLSearchParams({ tab, ...(lastSeq === undefined ? {} : { after: String(lastSeq) }) })
    // What an older socket still says after it was dropped concerns nobody.
    const ifCurrent =
      <A extends unknown[]>(then: (...args: A) => void) =>
      (...args: A) => {
        if (socket === opened) then(...args)
      }
    const opened: Socket = open(`${fillPath(sockets.session, { id: sessionId })}?${query}`, {
      opened: ifCurrent(() => {
        failures = 0
        enter('open')
      }),
      heard: ifCurrent(hear),
      closed: ifCurrent(lose),
    })
    socket = opened
  }

  connect()
  return {
    retryNow() {
      if (state === 'lost') connect()
    },
    takeOver() {
      if (state !== 'taken-over') return
      enter('connecting')
      connect()
    },
    close: drop,
  }
}
