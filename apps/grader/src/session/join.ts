// Who connects to a session: a page that listens, and a terminal's socket, as the door hands them in.
export type { TerminalSocket } from '../terminal/terminal-socket.ts'

/** What a page says of itself when it connects. */
export interface Page {
  /** Tells tabs apart: a newer tab takes over from an older one. */
  readonly tab: string
  /** The last event it has; undefined on its first connection. */
  readonly after: number | undefined
}

export interface PageSocket {
  send(text: string): void
  close(): void
  onClose(listener: () => void): void
}
