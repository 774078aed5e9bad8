import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Clock } from '../../lib/clock.ts'
import { takeLock } from './cache-lock.ts'

let dir: string

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'unflunk-lock-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

test('a free lock is taken at once and leaves nothing when released', async () => {
  const release = await takeLock(dir)
  expect(existsSync(join(dir, 'lock'))).toBe(true)
  release()
  expect(readdirSync(dir)).toEqual([])
})

test('the second builder waits for the first, and is told so once', async () => {
  const release = await takeLock(dir)
  let told = 0
  let slept = 0
  const clock: Clock = {
    now: () => 0,
    sleep: async () => {
      slept++
      if (slept === 3) release()
    },
  }
  const second = await takeLock(dir, { clock, onWait: () => told++ })
  expect([told, slept]).toEqual([1, 3])
  second()
})

test('the lock of a process that is gone is taken over', async () => {
  const gone = spawnSync('true').pid
  writeFileSync(join(dir, 'lock'), `${gone} 1 someone`)
  const release = await takeLock(dir)
  release()
})

test('a pid that belongs to another process by now does not hold the lock', async () => {
  writeFileSync(join(dir, 'lock'), `${process.pid} 1 someone`)
  const release = await takeLock(dir)
  release()
})

test('waiting ends when aborted', async () => {
  const release = await takeLock(dir)
  const stop = new AbortController()
  const waiting = takeLock(dir, { signal: stop.signal, onWait: () => stop.abort(new Error('stopped')) })
  await expect(waiting).rejects.toThrow()
  release()
  expect(readdirSync(dir)).toEqual([])
})
