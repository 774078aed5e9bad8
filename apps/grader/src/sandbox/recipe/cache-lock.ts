// One builder at a time: a lock file that names its owner, so that a killed owner's lock can be taken over.
import { randomUUID } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Clock, systemClock } from '../../lib/clock.ts'

const POLL_MS = 500

function text(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined // not there: nobody holds it
  }
}

/**
 * When a process started, in clock ticks since boot: with the pid it names one process even after pids wrap around.
 * 'unknown' for a live process where there is no /proc; undefined when it is gone.
 */
function startOf(pid: number): string | undefined {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return undefined // EPERM: another user's, alive
  }
  return text(`/proc/${pid}/stat`)?.split(') ').at(-1)?.split(' ')[19] ?? 'unknown'
}

function alive(owner: string): boolean {
  const [pid, started] = owner.split(' ')
  const now = startOf(Number(pid))
  return now !== undefined && now === started
}

/** Takes the lock in `dir`, waiting for its owner; `onWait` is told once that it waits. Answers with the release. */
export async function takeLock(
  dir: string,
  options: { onWait?: () => void; signal?: AbortSignal | undefined; clock?: Clock } = {},
): Promise<() => void> {
  const clock = options.clock ?? systemClock
  const path = join(dir, 'lock')
  const mine = `${process.pid} ${startOf(process.pid)} ${randomUUID()}`
  const draft = join(dir, `lock-${randomUUID()}`)
  mkdirSync(dir, { recursive: true })
  writeFileSync(draft, mine)
  let told = false
  try {
    for (;;) {
      options.signal?.throwIfAborted()
      if (place(draft, path)) return () => rmSync(path, { force: true })
      const owner = text(path)
      if (owner !== undefined && !alive(owner)) {
        evict(path, owner)
        continue
      }
      if (!told) options.onWait?.()
      told = true
      await clock.sleep(POLL_MS, options.signal)
    }
  } finally {
    rmSync(draft, { force: true })
  }
}

/** A hard link appears with its content, whole, or not at all. */
function place(draft: string, path: string): boolean {
  try {
    linkSync(draft, path)
    return true
  } catch {
    return false // somebody holds it
  }
}

/** Moves a dead owner's lock away, unless another waiter was quicker and the lock is already a live one's. */
function evict(path: string, owner: string): void {
  const aside = `${path}-${randomUUID()}`
  try {
    renameSync(path, aside)
  } catch {
    return // another waiter moved it
  }
  if (text(aside) !== owner) place(aside, path)
  rmSync(aside, { force: true })
}
