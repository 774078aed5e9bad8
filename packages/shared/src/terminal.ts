// The terminal socket: binary frames are bytes of the terminal, text frames are these control messages as JSON.
import { z } from 'zod'

export const TerminalSize = z.object({ cols: z.number().int().min(2).max(1000), rows: z.number().int().min(2).max(500) })
export type TerminalSize = z.infer<typeof TerminalSize>

/** Browser to grader. `ack` counts bytes that xterm has drawn since the socket opened (end-to-end flow control). */
export const TerminalRequest = z.discriminatedUnion('type', [
  z.object({ type: z.literal('resize'), size: TerminalSize }),
  z.object({ type: z.literal('ack'), bytes: z.number().int().min(0) }),
  z.object({ type: z.literal('pasted'), bytes: z.number().int().min(0) }),
  /** Echo probe: answered by `pong` at once. */
  z.object({ type: z.literal('ping'), id: z.number().int() }),
])
export type TerminalRequest = z.infer<typeof TerminalRequest>

/** Grader to browser. `ready` comes first, then one binary frame with the screen as it is, then live bytes. */
export const TerminalNotice = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), size: TerminalSize, restored: z.boolean() }),
  z.object({ type: z.literal('exited'), exitCode: z.number().int() }),
  /** Another tab joined this terminal: this socket is about to close and must not reconnect by itself. */
  z.object({ type: z.literal('taken-over') }),
  z.object({ type: z.literal('failed'), message: z.string(), next: z.string().optional() }),
  z.object({ type: z.literal('pong'), id: z.number().int() }),
])
export type TerminalNotice = z.infer<typeof TerminalNotice>

/** A mark of the shell hook (OSC 633), found in the byte stream and stripped before browser and recording. */
export const ShellMark = z.discriminatedUnion('type', [
  z.object({ type: z.literal('command-started'), host: z.string(), user: z.string(), cwd: z.string(), line: z.string() }),
  z.object({ type: z.literal('command-finished'), host: z.string(), user: z.string(), cwd: z.string(), exitCode: z.number().int() }),
  /** Strict level: a command that was held; `ran` when the candidate said to run it anyway. */
  z.object({ type: z.literal('held'), host: z.string(), user: z.string(), cwd: z.string(), line: z.string(), ran: z.boolean() }),
])
export type ShellMark = z.infer<typeof ShellMark>
