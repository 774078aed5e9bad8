// Looks at a claim until it holds or its time is over; what must not be has to hold twice.
import { AppError, type ErrorCode } from '@unflunk/shared/error'
import type { Mismatch } from '@unflunk/shared/grading'
import type { Clock } from '../lib/clock.ts'

export interface PollOptions {
  /** How long the claim may take to come true. */
  readonly withinMs: number
  /** True when part of the claim is that something is not there: then a first pass may only be too early. */
  readonly holdTwice: boolean
  readonly clock: Clock
  readonly signal: AbortSignal
}

const INTERVAL = 400 // ms between the first two looks; each pause is half as long again, so that a long `within` does not load the cluster
const INTERVAL_MAX = 2000 // ms
const HOLD = 700 // ms after which a negative claim is looked at again: controllers act well within

const OWN_FAULT_GRACE = 15_000 // ms beyond `within`
const PASSING: ReadonlySet<ErrorCode> = new Set(['timeout', 'machine-unreachable', 'engine-unavailable', 'cluster-unavailable'])

/** The mismatches of the last look; empty is a pass. A look that throws is tried again too, and its error is thrown at the end. */
export async function poll(look: () => Promise<Mismatch[]>, { withinMs, holdTwice, clock, signal }: PollOptions): Promise<Mismatch[]> {
  const deadline = clock.now() + withinMs
  for (let pause = INTERVAL; ; pause = Math.min(pause * 1.5, INTERVAL_MAX)) {
    const first = await attempt(look)
    signal.throwIfAborted()
    if (passed(first)) {
      if (!holdTwice) return []
      await clock.sleep(HOLD, signal)
      const second = await attempt(look)
      if (passed(second)) return []
      if (clock.now() >= deadline + patience(second)) return settle(second)
    } else if (clock.now() >= deadline + patience(first)) return settle(first)
    await clock.sleep(pause, signal)
  }
}

/** A machine that was too slow to be asked is asked some more: the candidate's time is over, ours is not. */
function patience(look: Look): number {
  const ours = 'error' in look && look.error instanceof AppError && PASSING.has(look.error.code)
  return ours ? OWN_FAULT_GRACE : 0
}

type Look = { mismatches: Mismatch[] } | { error: unknown }

async function attempt(look: () => Promise<Mismatch[]>): Promise<Look> {
  try {
    return { mismatches: await look() }
  } catch (error) {
    return { error }
  }
}

function passed(look: Look): boolean {
  return 'mismatches' in look && look.mismatches.length === 0
}

function settle(look: Look): Mismatch[] {
  if ('error' in look) throw look.error
  return look.mismatches
}
