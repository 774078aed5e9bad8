// The way from one terminal of the page to its shell: bytes both ways, nothing of React, no store. A keystroke goes straight to the socket.
import { sockets } from '@unflunk/shared/api'
import { TerminalNotice, type TerminalRequest, type TerminalSize } from '@unflunk/shared/terminal'
import { fillPath } from '../api/call.ts'
import { retryDelay } from '../api/session-connection.ts'

/** Only `live` takes keys: what is typed into a dead terminal is refused, never kept for later. */
export type TerminalState =
  | { phase: 'connecting' }
  | { phase: 'live' }
  /** `message`: the grader answered, but refused in these words. */
  | { phase: 'lost'; message: string | undefined }
  /** The grader is there, the machine of the shell is not; the grader tries again. */
  | { phase: 'trouble'; message: string; next: string | undefined }
  | { phase: 'taken-over' }
  | { phase: 'exited'; exitCode: number }

/** What draws: xterm, or a list in tests. */
export interface TerminalScreen {
  /** Empty, and of the size of the snapshot that follows. */
  restart(size: TerminalSize): void
  write(data: Uint8Array, drawn: () => void): void
  resize(size: TerminalSize): void
}

export type SocketEars = { heard: (data: ArrayBuffer | string) => void; closed: (code?: number, reason?: string) => void }
export type OpenSocket = { send(data: Uint8Array<ArrayBuffer> | string): void; close(): void }

export type TerminalConnectionOptions = {
  sessionId: string
  terminalId: string
  screen: TerminalScreen
  onState: (state: TerminalState) => void
  /** Round trip to the grader; undefined while there is none. */
  onLatency?: (ms: number | undefined) => void
  /** Milliseconds to hold back the next key, as the exam's remote desktop does; 0 for none. */
  lag?: () => number
  open?: (path: string, ears: SocketEars) => OpenSocket
  random?: () => number
}

/** Drawn bytes are told in steps of this size; the grader stops the shell when 512 KB are on their way. */
const ACK_EVERY = 32 * 1024 // bytes
const PING_EVERY = 3000 // ms
/** A link that says nothing for so long is dead, although the browser may not have noticed. */
const SILENCE = 9000 // ms
/** The grader takes frames of up to 1 MB; a pasted file may be longer. */
const LARGEST_FRAME = 64 * 1024 // bytes
/** The grader's close code when it could not join the terminal; the reason is written to the reader. */
const REFUSED = 4000

const openInBrowser = (path: string, ears: SocketEars): OpenSocket => {
  const socket = new WebSocket(location.origin.replace(/^http/, 'ws') + path)
  socket.binaryType = 'arraybuffer'
  socket.onmessage = (message) => ears.heard(message.data)
  socket.onclose = ({ code, reason }) => ears.closed(code, reason)
  return socket
}

/** What belongs to one socket and dies with it: counters must not leak into the next one. */
type Link = { socket: OpenSocket; drawn: number; acknowledged: number; fresh: boolean; pinged: number; heardAt: number }

export class TerminalConnection {
  readonly #options: TerminalConnectionOptions
  readonly #path: string
  readonly #encoder = new TextEncoder()
  #link: Link | undefined
  #state: TerminalState = { phase: 'connecting' }
  #failures = 0
  #retry: ReturnType<typeof setTimeout> | undefined
  #heartbeat: ReturnType<typeof setInterval> | undefined
  #wanted: TerminalSize | undefined
  #size: TerminalSize | undefined
  #lagUntil = 0
  /** Keys held back, in the order they were typed. */
  readonly #held: { link: Link; bytes: Uint8Array<ArrayBuffer> }[] = []

  constructor(options: TerminalConnectionOptions) {
    this.#options = options
    this.#path = fillPath(sockets.terminal, { id: options.sessionId, terminal: options.terminalId })
    this.#connect()
  }

  get state(): TerminalState {
    return this.#state
  }

  /** False when it was refused. */
  type(text: string): boolean {
    return this.#send(this.#encoder.encode(text))
  }

  /** xterm's mouse reports hold bytes that are no characters. */
  typeBytes(latin1: string): boolean {
    return this.#send(Uint8Array.from(latin1, (character) => character.charCodeAt(0)))
  }

  pasted(bytes: number): void {
    if (this.#state.phase === 'live') this.#tell({ type: 'pasted', bytes })
  }

  /** The size that the page has room for; applied as soon as the screen may change. */
  resize(size: TerminalSize): void {
    this.#wanted = size
    if (this.#state.phase === 'live' && this.#link && !this.#link.fresh) this.#applySize()
  }

  /** Another tab had taken over: join again here. */
  takeBack(): void {
    if (this.#state.phase !== 'taken-over') return
    this.#enter({ phase: 'connecting' })
    this.#connect()
  }

  /** Tries at once instead of waiting out the back-off, as when the browser says it is online. */
  retryNow(): void {
    if (this.#state.phase === 'lost') this.#connect()
  }

  close(): void {
    clearTimeout(this.#retry)
    clearInterval(this.#heartbeat)
    const link = this.#link
    this.#link = undefined
    link?.socket.close()
  }

  #connect(): void {
    this.close()
    const open = this.#options.open ?? openInBrowser
    // What an older socket still says after it was dropped concerns nobody.
    const socket = open(this.#path, {
      heard: (data) => this.#link === link && this.#heard(link, data),
      closed: (code, reason) => this.#link === link && this.#lose(code === REFUSED ? reason : undefined),
    })
    const link: Link = { socket, drawn: 0, acknowledged: 0, fresh: true, pinged: 0, heardAt: performance.now() }
    this.#link = link
    this.#heartbeat = setInterval(() => this.#beat(link), PING_EVERY)
  }

  #heard(link: Link, data: ArrayBuffer | string): void {
    link.heardAt = performance.now()
    if (typeof data === 'string') this.#noticed(link, TerminalNotice.parse(JSON.parse(data)))
    else this.#draw(link, new Uint8Array(data))
  }

  #noticed(link: Link, notice: TerminalNotice): void {
    switch (notice.type) {
      case 'ready':
        this.#failures = 0
        link.fresh = true
        this.#size = notice.size
        this.#options.screen.restart(notice.size)
        this.#enter({ phase: 'live' })
        break
      case 'exited':
        this.#enter({ phase: 'exited', exitCode: notice.exitCode })
        break
      case 'taken-over':
        this.close()
        this.#enter({ phase: 'taken-over' })
        break
      case 'failed':
        this.#enter({ phase: 'trouble', message: notice.message, next: notice.next })
        break
      case 'pong':
        this.#options.onLatency?.(performance.now() - link.pinged)
    }
  }

  #draw(link: Link, data: Uint8Array): void {
    this.#options.screen.write(data, () => {
      if (this.#link !== link) return
      link.drawn += data.length
      if (link.fresh) {
        link.fresh = false
        this.#applySize()
      }
      if (link.drawn - link.acknowledged < ACK_EVERY) return
      link.acknowledged = link.drawn
      this.#tell({ type: 'ack', bytes: link.drawn })
    })
  }

  #applySize(): void {
    const wanted = this.#wanted
    if (!wanted || (wanted.cols === this.#size?.cols && wanted.rows === this.#size.rows)) return
    this.#size = wanted
    this.#options.screen.resize(wanted)
    this.#tell({ type: 'resize', size: wanted })
  }

  #send(bytes: Uint8Array<ArrayBuffer>): boolean {
    const link = this.#link
    if (!link || this.#state.phase !== 'live') return false
    const lag = this.#options.lag?.() ?? 0
    const now = performance.now()
    const due = Math.max(now + lag, this.#lagUntil)
    if (due <= now) {
      sendInFrames(link.socket, bytes)
      return true
    }
    this.#lagUntil = due // later keys stay behind this one, however short their own lag is
    this.#held.push({ link, bytes })
    // Timers go by whole milliseconds, so two of them may change places: whichever comes first takes the oldest key.
    setTimeout(() => {
      const oldest = this.#held.shift()
      if (oldest && this.#link === oldest.link && this.#state.phase === 'live') sendInFrames(oldest.link.socket, oldest.bytes)
    }, due - now)
    return true
  }

  #tell(request: TerminalRequest): void {
    this.#link?.socket.send(JSON.stringify(request))
  }

  #beat(link: Link): void {
    const now = performance.now()
    if (now - link.heardAt > SILENCE) {
      this.#lose()
      return
    }
    if (this.#state.phase === 'connecting' || this.#state.phase === 'lost') return
    link.pinged = now
    this.#tell({ type: 'ping', id: Math.floor(now) })
  }

  #lose(message?: string): void {
    this.close()
    this.#options.onLatency?.(undefined)
    // An ended shell stays as it is: there is nothing to come back to.
    if (this.#state.phase === 'exited') return
    this.#enter({ phase: 'lost', message })
    const delay = retryDelay(this.#failures, (this.#options.random ?? Math.random)())
    this.#failures += 1
    this.#retry = setTimeout(() => this.#connect(), delay)
  }

  #enter(state: TerminalState): void {
    this.#state = state
    this.#options.onState(state)
  }
}

function sendInFrames(socket: OpenSocket, bytes: Uint8Array<ArrayBuffer>): void {
  for (let from = 0; from < bytes.length; from += LARGEST_FRAME) socket.send(bytes.subarray(from, from + LARGEST_FRAME))
}
