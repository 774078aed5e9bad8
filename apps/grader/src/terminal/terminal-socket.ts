// The one socket that a terminal may be joined to, as the terminal sees it. The http folder adapts a WebSocket to it.

/** `bufferedAmount` counts bytes that are sent but have not left this process. */
export interface TerminalSocket {
  send(data: Uint8Array | string): void
  readonly bufferedAmount: number
  close(code?: number, reason?: string): void
  /** Binary messages arrive as Uint8Array, text messages as string. At most one listener. */
  onMessage(listener: (data: Uint8Array | string) => void): void
  /** Called once, also when the terminal itself closed the socket. At most one listener. */
  onClose(listener: () => void): void
}
