// The closed list of failures a caller can meet, and the one error class that carries them.
import { z } from 'zod'

export const ErrorCode = z.enum([
  'bad-request', // the request or file does not have the promised shape
  'unauthorized', // no valid token
  'forbidden', // wrong Origin or Host, or not allowed in this phase
  'not-found',
  'conflict', // the thing is in another phase, or somebody else holds it
  'timeout', // a step took longer than its limit
  'engine-unavailable', // the container engine does not answer
  'machine-unreachable', // a machine of the sandbox does not answer
  'cluster-unavailable', // a cluster could not be brought up, thawed or reset
  'not-prepared', // the sandbox has not been built yet
  'no-space', // disk, memory or inotify is short
  'cancelled', // a newer request replaced this one
  'internal', // our own fault, not foreseen
])
export type ErrorCode = z.infer<typeof ErrorCode>

/** What the API answers on failure: `message` is written to the reader, `next` says what to try. */
export const ApiFailure = z.object({ code: ErrorCode, message: z.string(), next: z.string().optional() })
export type ApiFailure = z.infer<typeof ApiFailure>

/** An expected failure. `message` says what happened and to which thing; `next` says what to try. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly next: string | undefined

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; next?: string } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.next = options.next
  }
}
