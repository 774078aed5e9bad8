import { expect, it } from 'vitest'
import { lineLogger } from '../lib/logger.ts'
import type { Shortage } from '../sandbox/fleet.ts'
import { ManualClock } from '../testing/manual-clock.ts'
import { watchRoom } from './watch-room.ts'

const disk: Shortage = { kind: 'disk', message: 'Only 0.5 GiB of disk space are left.', next: 'Free some.' }
const memory: Shortage = { kind: 'memory', message: 'Only 0.1 GiB of memory are left.', next: 'Close programs.' }

it('tells of each shortage once, with the next step, and goes on when the engine does not answer', async () => {
  const clock = new ManualClock()
  const told: string[] = []
  const looks: (Shortage[] | Error)[] = [[], [disk], new Error('no answer'), [disk, memory], [], [disk]]
  const shortages = async () => {
    const look = looks.shift() ?? []
    if (look instanceof Error) throw look
    return look
  }
  const stop = new AbortController()
  const core = {
    clock,
    logger: lineLogger(clock, () => {}),
    notice: (level: string, message: string) => void told.push(`${level}: ${message}`),
  }
  const watched = watchRoom(core, { shortages }, stop.signal)
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve))
  await clock.advance(120_000, settle)
  expect(told).toEqual([
    'warning: Only 0.5 GiB of disk space are left. Free some.',
    'warning: Only 0.1 GiB of memory are left. Close programs.',
  ])
  stop.abort()
  await watched
})
