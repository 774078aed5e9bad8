// One line per happening, for the person who runs the grader: time, level, what happened. Never holds tokens or task texts.
import { AppError } from '@unflunk/shared/error'
import type { Clock } from './clock.ts'

export interface Logger {
  info(message: string): void
  warn(message: string, cause?: unknown): void
  error(message: string, cause?: unknown): void
}

function because(cause: unknown): string {
  if (cause === undefined) return ''
  if (!(cause instanceof Error)) return `: ${String(cause)}`
  const deeper = cause.cause === undefined ? '' : because(cause.cause)
  return `: ${told(cause)}${deeper}`
}

/** Where a failure came from tells something only of those that nobody foresaw. */
function told(error: Error): string {
  const foreseen = error instanceof AppError && error.code !== 'internal'
  if (!foreseen) return error.stack ?? error.message
  return error.next === undefined ? error.message : `${error.message} ${error.next}`
}

/** `write` gets whole lines; main passes stderr. */
export function lineLogger(clock: Clock, write: (line: string) => void): Logger {
  const line = (level: string, message: string, cause?: unknown) =>
    write(`${new Date(clock.now()).toISOString()} ${level} ${message}${because(cause)}\n`)
  return {
    info: (message) => line('info ', message),
    warn: (message, cause) => line('warn ', message, cause),
    error: (message, cause) => line('error', message, cause),
  }
}
