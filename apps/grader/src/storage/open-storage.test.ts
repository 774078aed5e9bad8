import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { openStorage } from './open-storage.ts'
import { storageContract } from './storage.case.ts'
import type { Storage } from './storage.ts'

// Every save waits for the disk (synchronous=FULL): a busy one takes its time, and that is not what is tested.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function freshHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'unflunk-storage-'))
  cleanups.push(() => rm(home, { recursive: true }))
  return home
}

async function opened(home: string): Promise<Storage> {
  const storage = await openStorage(home)
  cleanups.push(() => storage.close())
  return storage
}

describe('storage in a folder', () => {
  storageContract(async () => {
    const home = await freshHome()
    const storage = await opened(home)
    return {
      storage,
      reopen: async () => {
        await storage.close()
        return opened(home)
      },
    }
  })

  it('can be read by its owner only', async () => {
    const home = await freshHome()
    const storage = await opened(home)
    expect((await stat(home)).mode & 0o777).toBe(0o700)
    await (await storage.openEvents('a1')).close()
    expect((await stat(join(home, 'attempts', 'a1'))).mode & 0o777).toBe(0o700)
    expect((await stat(join(home, 'attempts', 'a1', 'events.jsonl'))).mode & 0o777).toBe(0o600)
  })

  // A real process writes as fast as it can and is killed in the middle; what it had been told was saved must be there.
  it('loses nothing that was acknowledged when the process is killed with SIGKILL', { timeout: 30_000 }, async () => {
    const home = await freshHome()
    const child = spawn(process.execPath, [join(import.meta.dirname, 'kill-me.fixture.ts'), home], { stdio: ['ignore', 'pipe', 'inherit'] })
    let said = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text
      if (said.split('\n').length > 40) child.kill('SIGKILL')
    })
    await once(child, 'close')
    const acknowledged = Number(said.trimEnd().split('\n').at(-1))
    expect(acknowledged).toBeGreaterThanOrEqual(39)

    const storage = await opened(home)
    const state = (await storage.attempt('a1'))?.state
    expect(state).toBeGreaterThanOrEqual(acknowledged)
    const events = await storage.openEvents('a1')
    events.append(JSON.stringify({ n: 'after' }))
    await events.close()
    const numbers = (await storage.eventLines('a1')).map((line) => JSON.parse(line).n)
    expect(numbers.length).toBeGreaterThan(acknowledged)
    expect(numbers).toEqual([...numbers.slice(0, -1).map((_, index) => index + 1), 'after'])
  })
})
