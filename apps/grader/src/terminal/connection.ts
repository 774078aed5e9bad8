// One browser at a terminal: control messages in and out, flow control, and the order ready, screen, live bytes.
import { type TerminalNotice, TerminalRequest, type TerminalSize } from '@unflunk/shared/terminal'
import { Outbound } from './outbound.ts'
import type { TerminalSocket } from './terminal-socket.ts'

/** Close codes: the browser does not come back by itself after the first. */
const TAKEN_OVER = 4001
const GOING_AWAY = 1001

export interface ConnectionListener {
  input(data: Uint8Array): void
  resize(size: TerminalSize): void
  pasted(bytes: number): void
  /** true: this browser is far behind, stop reading the process. */
  full(full: boolean): void
  closed(): void
}

export class Connection {
  readonly #socket: TerminalSocket
  readonly #listener: ConnectionListener
  readonly #outbound: Outbound
  #open = true
  #started = false

  constructor(socket: TerminalSocket, listener: ConnectionListener) {
    this.#socket = socket
    this.#listener = listener
    this.#outbound = new Outbound(socket, (full) => listener.full(full))
    socket.onMessage((data) => this.#received(data))
    socket.onClose(() => {
      this.#open = false
      this.#outbound.dispose()
      listener.closed()
    })
  }

  /** Everything pushed before is part of the snapshot and is not sent. */
  start(size: TerminalSize, restored: boolean, snapshot: Uint8Array): void {
    this.notify({ type: 'ready', size, restored })
    if (!this.#open) return
    this.#started = true
    this.#outbound.push(snapshot)
    this.#outbound.flush()
  }

  push(data: Uint8Array): void {
    if (this.#started && this.#open) this.#outbound.push(data)
  }

  notify(notice: TerminalNotice): void {
    if (!this.#open) return
    this.#outbound.flush()
    this.#socket.send(JSON.stringify(notice))
  }

  takeOver(): void {
    this.notify({ type: 'taken-over' })
    this.#shut(TAKEN_OVER, 'opened in another tab')
  }

  close(reason: string): void {
    this.#shut(GOING_AWAY, reason)
  }

  #shut(code: number, reason: string): void {
    if (!this.#open) return
    this.#open = false
    this.#outbound.dispose()
    this.#socket.close(code, reason)
  }

  #received(data: Uint8Array | string): void {
    if (!this.#open) return
    if (typeof data === 'string') {
      this.#requested(data)
    } else {
      this.#outbound.keyPressed()
      this.#listener.input(data)
    }
  }

  #requested(text: string): void {
    const request = parseRequest(text)
    switch (request?.type) {
      case 'ack':
        this.#outbound.acknowledge(request.bytes)
        break
      case 'resize':
        this.#listener.resize(request.size)
        break
      case 'pasted':
        this.#listener.pasted(request.bytes)
        break
      case 'ping':
        this.notify({ type: 'pong', id: request.id })
        break
      case undefined:
        this.#shut(1008, 'not a message of this protocol')
    }
  }
}

function parseRequest(text: string): TerminalRequest | undefined {
  try {
    return TerminalRequest.safeParse(JSON.parse(text)).data
  } catch {
    return undefined // not JSON: treated like any other malformed message
  }
}
