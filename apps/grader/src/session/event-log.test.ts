import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { parseLog } from '../habits/recorder.ts'
import { systemClock } from '../lib/clock.ts'

const KILLS = 6

let home = ''
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'unflunk-kill-'))
})
afterEach(() => rm(home, { recursive: true }))

/** Runs a recording grader and kills it at a random moment after its first acknowledged events. Gives the last of them. */
async function recordUntilKilled(): Promise<number> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'kill-me-log.fixture.ts'), home], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (said === '') void systemClock.sleep(Math.random() * 40).then(() => child.kill('SIGKILL'))
    said += text
  })
  await once(child, 'close')
  return Number(said.split('\n').at(-2))
}

it('an event log survives kills at any moment: no gap, nothing acknowledged lost, at most its last line torn', {
  timeout: 60_000,
}, async () => {
  for (let kill = 1; kill <= KILLS; kill++) {
    const acknowledged = await recordUntilKilled()
    const raw = await readFile(join(home, 'attempts', 'a1', 'events.jsonl'), 'utf8')
    const lines = raw.split('\n')
    const { events, skipped } = parseLog(lines)
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
    expect(events.length).toBeGreaterThanOrEqual(acknowledged)
    // Earlier torn lines were cut off when the log was opened again.
    expect(skipped).toBe(lines.at(-1) === '' || events.at(-1)?.seq === lines.length ? 0 : 1)
  }
})
