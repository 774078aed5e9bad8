// Failures as HTTP: one status per code, and one shape of answer.
import { type ApiFailure, AppError, type ErrorCode } from '@unflunk/shared/error'
import { ZodError, z } from 'zod'

export const STATUS = {
  'bad-request': 400,
  unauthorized: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  timeout: 504,
  'engine-unavailable': 503,
  'machine-unreachable': 503,
  'cluster-unavailable': 503,
  'not-prepared': 503,
  'no-space': 507,
  cancelled: 409,
  internal: 500,
} as const satisfies Record<ErrorCode, number>

/** Fastify's own refusals (a body that is not JSON, too large, an unknown media type) carry a status below 500. */
const HttpRefusal = z.object({ statusCode: z.number().int().min(400).max(499), message: z.string() })

export interface Failure {
  readonly status: number
  readonly body: ApiFailure
  /** True for what nobody foresaw: worth a line in the log. */
  readonly unforeseen: boolean
}

export function failureOf(error: unknown): Failure {
  if (error instanceof AppError) {
    const body = { code: error.code, message: error.message, ...(error.next === undefined ? {} : { next: error.next }) }
    return { status: STATUS[error.code], body, unforeseen: error.code === 'internal' }
  }
  if (error instanceof ZodError) {
    return {
      status: 400,
      body: { code: 'bad-request', message: `The request is not as promised: ${z.prettifyError(error)}` },
      unforeseen: false,
    }
  }
  const refusal = HttpRefusal.safeParse(error)
  if (refusal.success) {
    return { status: refusal.data.statusCode, body: { code: 'bad-request', message: refusal.data.message }, unforeseen: false }
  }
  const body = {
    code: 'internal',
    message: 'Something went wrong inside Unflunk.',
    next: "The grader's log tells what; please report it.",
  } as const
  return { status: 500, body, unforeseen: true }
}
