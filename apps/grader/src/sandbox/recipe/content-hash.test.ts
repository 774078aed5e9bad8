import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { contentHash } from './content-hash.ts'

let dir: string
let before: string

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'unflunk-hash-'))
  mkdirSync(join(dir, 'node/files'), { recursive: true })
  writeFileSync(join(dir, 'node/setup.sh'), 'echo hello\n')
  writeFileSync(join(dir, 'node/files/motd'), '')
  before = contentHash(dir, ['node'])
})

afterEach(() => rmSync(dir, { recursive: true }))

test('the same files give the same twelve digits', () => {
  expect(before).toMatch(/^[0-9a-f]{12}$/)
  expect(contentHash(dir, ['node'])).toBe(before)
})

test.each([
  ['a changed file', () => writeFileSync(join(dir, 'node/setup.sh'), 'echo bye\n')],
  ['a new file', () => writeFileSync(join(dir, 'node/files/new'), '')],
  ['a removed file', () => rmSync(join(dir, 'node/files/motd'))],
  ['a file that becomes executable', () => chmodSync(join(dir, 'node/setup.sh'), 0o755)],
  [
    'text that moves from one file to another',
    () => {
      writeFileSync(join(dir, 'node/setup.sh'), 'echo hello')
      writeFileSync(join(dir, 'node/files/motd'), '\n')
    },
  ],
])('%s gives another hash', (_name, change) => {
  change()
  expect(contentHash(dir, ['node'])).not.toBe(before)
})

test.each([
  ['an explanation', 'node/README.md'],
  ['a file of another folder', 'elsewhere'],
])('%s changes nothing', (_name, path) => {
  writeFileSync(join(dir, path), 'text')
  expect(contentHash(dir, ['node'])).toBe(before)
})

test('further inputs count, each for itself', () => {
  expect(contentHash(dir, ['node'], ['ab', 'c'])).not.toBe(contentHash(dir, ['node'], ['a', 'bc']))
})
