// Turns what goes wrong between us and the container engine into AppErrors with our own words.
import { AppError } from '@unflunk/shared/error'

/** A busy disk makes the engine slow; past this it hangs. */
const ENGINE_TIMEOUT = 120_000 // ms

/** The engine's "there is no such thing" as a marker that `absentAs` turns into a value. */
class Absent extends AppError {}

/** `value` when the work fails since what it is about does not exist. */
export async function absentAs<T, U>(value: U, work: () => Promise<T>): Promise<T | U> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Absent) return value
    throw error
  }
}

/** Nothing when the work is refused by an engine that says `reason`. */
export async function unlessRefused(reason: RegExp, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof AppError && error.code !== 'engine-unavailable' && reason.test(engineWords(error)))) throw error
  }
}

/** `signal` ends when the engine has taken too long: work that asks again and again must look at it. */
export async function explained<T>(what: string, work: (signal: AbortSignal) => Promise<T>, limitMs = ENGINE_TIMEOUT): Promise<T> {
  const overdue = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    if (!Number.isFinite(limitMs)) return
    timer = setTimeout(() => {
      const message = `Could not ${what}: the container engine did not answer within ${limitMs / 1000} s.`
      reject(new AppError('engine-unavailable', message, { next: 'unflunk sandbox doctor' }))
      overdue.abort()
    }, limitMs)
  })
  try {
    return await Promise.race([work(overdue.signal), late])
  } catch (error) {
    throw translated(what, error)
  } finally {
    clearTimeout(timer)
  }
}

const UNREACHABLE = new Set(['ENOENT', 'ECONNREFUSED', 'EACCES', 'EPERM', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'ETIMEDOUT'])

function translated(what: string, error: unknown): Error {
  if (error instanceof AppError) return error
  if (error instanceof Error && error.name === 'AbortError') return error
  const code = field(error, 'code')
  const status = field(error, 'statusCode')
  const message = engineWords(error)
  if (code === 'EACCES' || code === 'EPERM')
    return new AppError('engine-unavailable', `Could not ${what}: no permission to use the container engine's socket.`, {
      cause: error,
      next: 'Add yourself to its group (sudo usermod -aG docker $USER), log in again, and retry.',
    })
  if (typeof code === 'string' && UNREACHABLE.has(code))
    return new AppError('engine-unavailable', `Could not ${what}: the container engine does not answer (${code}).`, {
      cause: error,
      next: 'Start it (sudo systemctl start docker) and retry.',
    })
  if (/no space left on device/i.test(message))
    return new AppError('no-space', `Could not ${what}: the disk is full.`, {
      cause: error,
      next: 'Free some space; unflunk sandbox clean removes old machines.',
    })
  if (status === 404) return new Absent('machine-unreachable', `Could not ${what}: ${message}`, { cause: error })
  if ((status === 409 || status === 500) && UNREACHABLE_STATE.test(message))
    return new AppError('machine-unreachable', `Could not ${what}: the machine is ${/paused/i.test(message) ? 'frozen' : 'not running'}.`, {
      cause: error,
    })
  return new AppError('internal', `Could not ${what}: ${message}`, { cause: error })
}

export const NOT_RUNNING = /not running|stopped|state improper/i
const UNREACHABLE_STATE = /paused|not running|stopped|state improper/i

/** What the engine itself said, without the guesses of the client library. */
export function engineWords(error: unknown): string {
  if (error instanceof AppError && error.cause !== undefined) return engineWords(error.cause)
  const said = field(field(error, 'json'), 'message') ?? field(error, 'message')
  return typeof said === 'string' ? said.replace(/^\(HTTP code \d+\) /, '').trim() : String(error)
}

function field(error: unknown, name: string): unknown {
  return typeof error === 'object' && error !== null && name in error ? Reflect.get(error, name) : undefined
}
