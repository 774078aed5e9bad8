import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { AppendFile } from './append-file.ts'
import { repairLines } from './repair-lines.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unflunk-append-'))
})
afterEach(() => rm(folder, { recursive: true }))

const first = '{"seq":1,"line":"k get pods"}'
const last = '{"seq":2,"line":"echo \\"ä→ü\\" \\\\ {}"}'

it('keeps every whole line, and never half a one, wherever the last line was torn', async () => {
  const path = join(folder, 'events.jsonl')
  const whole = Buffer.from(`${first}\n${last}\n`)
  const firstEnds = Buffer.byteLength(`${first}\n`)
  for (let cut = firstEnds; cut <= whole.length; cut++) {
    await writeFile(path, whole)
    await truncate(path, cut)
    const file = await AppendFile.open(path)
    file.append('{"seq":"next"}')
    await file.close()
    const lastLineIsWhole = cut >= whole.length - 1
    const expected = [first, ...(lastLineIsWhole ? [last] : []), '{"seq":"next"}', '']
    expect((await readFile(path, 'utf8')).split('\n'), `cut at byte ${cut}`).toEqual(expected)
  }
})

it.each([
  ['NUL bytes after a power cut', `${first}\n${'\0'.repeat(300)}`, `${first}\n`],
  ['a torn line that a newline was written behind', `${first}\n{"seq":\n`, `${first}\n`],
  ['nothing whole at all', '{"se', ''],
  ['an empty file', '', ''],
  ['a last line longer than one read', `${first}\n"${'y'.repeat(200_000)}`, `${first}\n`],
])('repairs %s', async (_, content, expected) => {
  const path = join(folder, 'events.jsonl')
  await writeFile(path, content)
  const cut = await repairLines(path)
  expect(await readFile(path, 'utf8')).toBe(expected)
  expect(cut).toBe(Buffer.byteLength(content) - Buffer.byteLength(expected))
})

it('leaves a missing file missing', async () => {
  expect(await repairLines(join(folder, 'none'))).toBe(0)
})

it('writes lines in the order they were appended, also while an older write is under way', async () => {
  const file = await AppendFile.open(join(folder, 'deep', 'events.jsonl'))
  for (let n = 0; n < 100; n++) {
    file.append(String(n))
    if (n % 10 === 0) await file.flush()
  }
  await file.close()
  expect((await readFile(file.path, 'utf8')).trimEnd().split('\n').map(Number)).toEqual(Array.from({ length: 100 }, (_, n) => n))
})

it('tells of a write that failed when it is asked to flush', async () => {
  const file = await AppendFile.open('/dev/full')
  file.append('{}')
  await expect(file.flush()).rejects.toThrow(/ENOSPC/)
  await expect(file.close()).rejects.toThrow(/ENOSPC/)
})
