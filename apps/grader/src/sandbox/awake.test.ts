import { expect, test } from 'vitest'
import type { Clock } from '../lib/clock.ts'
import { AwakeLeases } from './awake.ts'

/** A clock whose sleeps end when the test says so. */
function stoppedClock(): Clock & { passing(): Promise<void>; readonly sleeping: number; readonly lengths: number[] } {
  const sleeps = new Set<() => void>()
  const lengths: number[] = []
  return {
    now: () => 0,
    lengths,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        lengths.push(ms)
        sleeps.add(resolve)
        signal?.addEventListener('abort', () => {
          sleeps.delete(resolve)
          reject(signal.reason)
        })
      }),
    passing: async () => {
      for (const end of sleeps) end()
      sleeps.clear()
      await Promise.resolve()
    },
    get sleeping() {
      return sleeps.size
    },
  }
}

function leases() {
  const clock = stoppedClock()
  const idle: string[] = []
  const counted = new AwakeLeases(clock, 60_000, () => idle.push('idle'))
  return { clock, idle, counted }
}

test('a cluster that nobody needs is idle after the time', async () => {
  const { clock, idle, counted } = leases()
  counted.idle()
  await clock.passing()
  expect(idle).toEqual(['idle'])
})

test('while anybody holds a lease it is not', async () => {
  const { clock, idle, counted } = leases()
  const ssh = counted.take('ssh')
  const grade = counted.take('grade')
  ssh.release()
  expect(counted.reasons).toEqual(['grade'])
  expect(clock.sleeping).toBe(0)
  grade.release()
  await clock.passing()
  expect(idle).toEqual(['idle'])
})

test('whoever releases the last lease may name the time', () => {
  const { clock, counted } = leases()
  counted.take('ssh').release(Number.POSITIVE_INFINITY)
  expect(clock.sleeping).toBe(0)
  counted.take('setup').release(10_000)
  expect(clock.sleeping).toBe(1)
  expect(clock.lengths).toEqual([10_000])
})

test('a lease that is released twice counts once', () => {
  const { counted } = leases()
  const first = counted.take('a')
  const second = counted.take('b')
  first.release()
  first.release()
  expect(counted.count).toBe(1)
  second.release()
  expect(counted.count).toBe(0)
})

test('a lease taken in time stops the countdown, and it starts anew', async () => {
  const { clock, idle, counted } = leases()
  counted.idle()
  const lease = counted.take('task opened')
  expect(clock.sleeping).toBe(0)
  lease.release()
  expect(clock.sleeping).toBe(1)
  counted.stop()
  await clock.passing()
  expect(idle).toEqual([])
})
