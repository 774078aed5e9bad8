import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { AppendFile } from '../storage/append-file.ts'
import { readRecording } from './read-recording.ts'
import { Recorder, type RecordingFile } from './recorder.ts'

const size = { cols: 80, rows: 24 }
let folder = ''
let path = ''
let now = 0
const clock = { now: () => now, sleep: () => Promise.reject(new Error('a recorder does not sleep')) }

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unflunk-recorder-'))
  path = join(folder, 'terminal-1.cast')
  now = 1_790_000_000_250
})
afterEach(() => rm(folder, { recursive: true }))

async function record(file?: RecordingFile): Promise<{ recorder: Recorder; behind: boolean[]; failures: unknown[] }> {
  const behind: boolean[] = []
  const failures: unknown[] = []
  const recorder = new Recorder({
    file: file ?? (await AppendFile.open(path)),
    ...{ clock, size, title: 'terminal 1', earlier: await readRecording(path) },
    onBehind: (now) => behind.push(now),
    onFailure: (cause) => failures.push(cause),
  })
  return { recorder, behind, failures }
}

const text = (value: string) => Buffer.from(value)

describe('a recording', () => {
  it('is asciicast v3 whose seconds are those of the clock', async () => {
    const { recorder } = await record()
    recorder.output(text('$ '))
    now += 3
    recorder.output(text('l'))
    now += 1500
    recorder.output(text('s\r\n'))
    recorder.resized({ cols: 100, rows: 30 })
    now += 100
    recorder.exited(0)
    await recorder.close()
    expect(await readFile(path, 'utf8')).toMatchInlineSnapshot(`
      "{"version":3,"term":{"cols":80,"rows":24,"type":"xterm-256color"},"timestamp":1790000000,"title":"terminal 1"}
      [0.25,"o","$ l"]
      [1.503,"o","s\\r\\n"]
      [0,"r","100x30"]
      [0.1,"x","0"]
      "
    `)
    expect(await readRecording(path)).toMatchObject({ startedAt: 1_790_000_000_000, endsAt: now })
  })

  it('goes on after a restart, also when the last line was torn, without losing its place in time', async () => {
    const first = await record()
    first.recorder.output(text('before'))
    await first.recorder.close()
    await appendFile(path, '[0.5,"o","tor')
    now += 60_000
    const second = await record()
    now += 5
    second.recorder.output(text('after'))
    await second.recorder.close()
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n').slice(1)
    expect(lines).toEqual(['[0.25,"o","before"]', '[60,"m","the grader was restarted"]', '[0.005,"o","after"]'])
    expect((await readRecording(path))?.endsAt).toBe(now)
  })

  it('holds every character whole, however the bytes were cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), fc.array(fc.nat(200)), async (value, cuts) => {
        await rm(path, { force: true })
        const { recorder } = await record()
        const bytes = text(value)
        let from = 0
        for (const cut of [...cuts, bytes.length].sort((a, b) => a - b)) {
          recorder.output(bytes.subarray(from, cut))
          now += 20
          from = Math.min(cut, bytes.length)
        }
        recorder.output(bytes.subarray(from))
        await recorder.close()
        const tail = (await readRecording(path))?.tail ?? []
        expect(tail.map((event) => (event.type === 'output' ? event.text : '')).join('')).toBe(value)
      }),
      { numRuns: 50 },
    )
  })

  it('that does not exist, or has no header yet, is no recording', async () => {
    expect(await readRecording(path)).toBeUndefined()
    await writeFile(path, '{"versi')
    expect(await readRecording(path)).toBeUndefined()
  })

  it('is read back from its end when it is long, with the size that the screen had there', async () => {
    const line = 'x'.repeat(1024 * 1024)
    const { recorder } = await record()
    recorder.output(text('the beginning'))
    recorder.resized({ cols: 101, rows: 31 })
    for (let n = 0; n < 17; n++) {
      now += 1000
      recorder.output(text(line))
    }
    await recorder.close()
    const recording = await readRecording(path)
    const length = recording?.tail.reduce((sum, event) => sum + (event.type === 'output' ? event.text.length : 0), 0)
    expect(length).toBeLessThanOrEqual(16 * 1024 * 1024)
    expect(recording?.size).toEqual({ cols: 101, rows: 31 })
    expect(recording?.endsAt).toBe(now)
  })
})

describe('a slow disk', () => {
  const MB = 1024 * 1024
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  function slowFile() {
    const waiting: (() => void)[] = []
    const file: RecordingFile = {
      path,
      append: () => {},
      flush: () => new Promise<void>((resolve) => waiting.push(resolve)),
      close: () => Promise.resolve(),
    }
    const written = async () => {
      waiting.shift()?.()
      await vi.advanceTimersByTimeAsync(0)
    }
    return { file, written, waiting }
  }

  it('stops the process above 4 MB, and always lets it go on once the disk has caught up', async () => {
    const { file, written, waiting } = slowFile()
    const { recorder, behind } = await record(file)
    recorder.output(Buffer.alloc(2 * MB))
    await vi.advanceTimersByTimeAsync(60)
    expect(waiting).toHaveLength(1)
    // While the first flush is under way more comes in than the limit allows, and then nothing more, since the process waits.
    recorder.output(Buffer.alloc(3 * MB))
    await vi.advanceTimersByTimeAsync(60)
    expect(behind).toEqual([true])
    await written()
    expect(behind).toEqual([true])
    await written()
    expect(behind).toEqual([true, false])
  })

  it('that fails stops the recording, never the process', async () => {
    const { file } = slowFile()
    const { recorder, behind, failures } = await record({ ...file, flush: () => Promise.reject(new Error('ENOSPC')) })
    recorder.output(Buffer.alloc(5 * MB))
    await vi.advanceTimersByTimeAsync(60)
    expect(failures).toHaveLength(1)
    expect(behind).toEqual([true, false])
    recorder.output(Buffer.alloc(5 * MB))
    expect(behind).toEqual([true, false])
  })
})
