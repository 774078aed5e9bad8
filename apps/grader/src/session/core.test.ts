// The clock of a real session core over a real storage; only the time is moved by hand.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { createRecorder } from '../habits/recorder.ts'
import { lineLogger } from '../lib/logger.ts'
import { openStorage } from '../storage/open-storage.ts'
import { ManualClock } from '../testing/manual-clock.ts'
import { examState } from '../testing/session-state.ts'
import { SessionCore } from './core.ts'
import { Listeners } from './listeners.ts'
import type { SessionState } from './state.ts'
import { keepTime } from './timekeeper.ts'

// Every save waits for the disk (synchronous=FULL): a busy one takes its time, and that is not what is tested.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const MINUTE = 60_000
const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function openCore(changes: Partial<SessionState> = {}) {
  const home = await mkdtemp(join(tmpdir(), 'unflunk-core-'))
  const storage = await openStorage(home)
  const clock = new ManualClock()
  const lines: string[] = []
  const events = await storage.openEvents('a1')
  const recorder = createRecorder({ attempt: 'a1', clock, write: (line) => events.append(line) })
  const state = examState({ phase: 'running', startedAt: clock.now(), endsAt: clock.now() + 45 * MINUTE, ...changes })
  const core = new SessionCore(state, { clock, logger: lineLogger(clock, (line) => lines.push(line)), storage, recorder, events })
  cleanups.push(
    () => rm(home, { recursive: true }),
    () => storage.close(),
    () => core.close(),
  )
  return { core, clock, storage, lines }
}

/** Until the loop sleeps again, however long its heartbeat takes, which is a real file; a loop that has ended sleeps no more. */
const settled = (clock: ManualClock) => async () => {
  for (let turn = 0; turn < 500 && (turn < 5 || clock.sleeping === 0); turn++) await new Promise((resolve) => setTimeout(resolve, 1))
}

it('gives three alerts and ends by itself when the time is up', { timeout: 30_000 }, async () => {
  const { core, clock, storage } = await openCore({ minutes: 45 })
  const heard: string[] = []
  const began = clock.now()
  core.feed.subscribe((event) => heard.push(`${Math.round((clock.now() - began) / MINUTE)} min: ${event.type}`))
  let ended = 0
  const kept = keepTime(core, { onTick: () => {}, onTimeUp: async () => void ended++ }, new AbortController().signal)
  // Hours pass in steps that are short around what is due, or the test would take 2,700 heartbeats.
  for (const minute of [14.99, 15.01, 29.99, 30.01, 39.99, 40.01, 44.98]) {
    clock.jump(began + minute * MINUTE)
    await clock.advance(1_000, settled(clock))
  }
  expect(ended).toBe(0)
  await clock.advance(2_000, settled(clock))
  await kept
  expect(ended).toBe(1)
  expect(heard).toEqual(['15 min: alert', '30 min: alert', '40 min: alert'])
  expect(await storage.lastBeat('a1')).toBe(began + 45 * MINUTE)
})

it('stops at once when the session is over', async () => {
  const { core, clock } = await openCore()
  const stop = new AbortController()
  const kept = keepTime(core, { onTick: () => {}, onTimeUp: async () => expect.unreachable('the time is not up') }, stop.signal)
  await clock.advance(1_500, settled(clock))
  stop.abort()
  await kept
})

it('saves the newest state when many changes come at once', async () => {
  const { core, storage } = await openCore()
  await Promise.all(Array.from({ length: 50 }, (_, n) => core.change({ type: 'notes', notes: String(n) })))
  expect((await storage.attempt('a1'))?.state).toMatchObject({ notes: '49' })
})

it('has a change on the disk when its promise resolves', async () => {
  const { core, storage } = await openCore()
  for (const notes of ['a', 'b', 'c']) {
    void core.change({ type: 'notes', notes: `${notes} (soon)` })
    await core.change({ type: 'notes', notes })
    expect((await storage.attempt('a1'))?.state).toMatchObject({ notes })
  }
})

function page() {
  const got: { type: string; seq: number }[] = []
  const page = { closed: false, leave: () => {} }
  const socket = {
    send: (text: string) => void got.push(JSON.parse(text)),
    close: () => {
      page.closed = true
    },
    onClose: (listener: () => void) => {
      page.leave = listener
    },
  }
  return { got, page, socket }
}

it('sends a page that comes back what it missed, and the whole state when it cannot', async () => {
  const { core } = await openCore()
  const listeners = new Listeners(core)
  const first = page()
  listeners.join({ tab: 'a', after: undefined }, first.socket)
  await core.change({ type: 'notes', notes: '1' })
  first.page.leave()
  await core.change({ type: 'notes', notes: '2' })
  const again = page()
  listeners.join({ tab: 'a', after: first.got.at(-1)?.seq }, again.socket)
  expect(again.got.map(({ type }) => type)).toEqual(['notes'])
  const lost = page()
  listeners.join({ tab: 'a', after: 5 }, lost.socket)
  expect(lost.got.map(({ type }) => type)).toEqual(['state'])
})

it('lets a newer tab take over with a notice, and the same tab come back without one', async () => {
  const { core } = await openCore()
  const listeners = new Listeners(core)
  const [first, second, third] = [page(), page(), page()]
  listeners.join({ tab: 'a', after: undefined }, first.socket)
  listeners.join({ tab: 'b', after: undefined }, second.socket)
  expect(first.got.at(-1)?.type).toBe('taken-over')
  expect(first.page.closed).toBe(true)
  listeners.join({ tab: 'b', after: undefined }, third.socket)
  expect(second.got.map(({ type }) => type)).toEqual(['state'])
  await core.change({ type: 'notes', notes: 'x' })
  expect(third.got.map(({ type }) => type)).toEqual(['state', 'notes'])
})

it('notes how long the page was gone, but not a reload', async () => {
  const { core, clock, storage } = await openCore()
  const listeners = new Listeners(core)
  for (const away of [1_000, 60_000]) {
    const one = page()
    listeners.join({ tab: 'a', after: undefined }, one.socket)
    one.page.leave()
    await clock.advance(away)
  }
  listeners.join({ tab: 'a', after: undefined }, page().socket)
  await core.flush()
  const events = (await storage.eventLines('a1')).map((line) => JSON.parse(line))
  expect(events).toMatchObject([{ type: 'disconnected', ms: 60_000 }])
})
