import { AppError } from '@unflunk/shared/error'
import type { Mismatch } from '@unflunk/shared/grading'
import { expect, it } from 'vitest'
import type { Clock } from '../lib/clock.ts'
import { poll } from './poll.ts'
import { steppingClock } from './test-clock.ts'

const wrong: Mismatch[] = [{ where: 'w', expected: 'e', observed: 'o' }]

/** Looks that happen one after the other; the last one stays. */
function looks(...outcomes: (Mismatch[] | Error)[]) {
  const seen = { count: 0 }
  const look = async () => {
    const outcome = outcomes[Math.min(seen.count++, outcomes.length - 1)] ?? []
    if (outcome instanceof Error) throw outcome
    return outcome
  }
  return { look, seen }
}

const options = (withinMs: number, holdTwice = false) => {
  const clock = steppingClock()
  return { withinMs, holdTwice, clock, signal: new AbortController().signal }
}

it('a claim that holds is looked at once', async () => {
  const { look, seen } = looks([])
  expect(await poll(look, options(3000))).toEqual([])
  expect(seen.count).toBe(1)
})

it('a claim may come true within its time', async () => {
  const { look } = looks(wrong, wrong, [])
  expect(await poll(look, options(3000))).toEqual([])
})

it('a claim that does not come true is told as it was last seen', async () => {
  const { look, seen } = looks(wrong)
  const asked = options(3000)
  expect(await poll(look, asked)).toEqual(wrong)
  expect(seen.count).toBeGreaterThanOrEqual(5)
  expect(asked.clock.slept).toBeLessThan(4500)
})

it('a negative claim must hold twice', async () => {
  const { look, seen } = looks([], wrong)
  expect(await poll(look, options(0, true))).toEqual(wrong)
  expect(seen.count).toBe(2)
})

it('a negative claim that flickers early may still settle', async () => {
  const { look } = looks([], wrong, [], [])
  expect(await poll(look, options(3000, true))).toEqual([])
})

it('a look that fails for a moment is tried again', async () => {
  const { look } = looks(new Error('connection reset'), [])
  expect(await poll(look, options(3000))).toEqual([])
})

it('a look that never works is told as such', async () => {
  const { look } = looks(new Error('connection reset'))
  await expect(poll(look, options(1000))).rejects.toThrow('connection reset')
})

it('a machine too slow to answer within the time of a claim is asked some more', async () => {
  const slow = new AppError('timeout', 'took longer than 30 s')
  const { look } = looks(slow, slow, slow, [])
  expect(await poll(look, options(0))).toEqual([])
  const never = options(0)
  await expect(poll(looks(slow).look, never)).rejects.toThrow('took longer')
  expect(never.clock.slept).toBeLessThan(20_000)
})

it('stops when it is cancelled', async () => {
  const stop = new AbortController()
  const clock: Clock = { now: () => 0, sleep: async () => stop.abort(new Error('a newer request')) }
  const { look } = looks(wrong)
  await expect(poll(look, { withinMs: 1000, holdTwice: false, clock, signal: stop.signal })).rejects.toThrow('a newer request')
})
