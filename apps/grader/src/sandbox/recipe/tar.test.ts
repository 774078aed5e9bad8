import { execFileSync } from 'node:child_process'
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type TarEntry, tar, treeEntries } from './tar.ts'

let dir: string

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'unflunk-tar-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

async function bytes(entries: readonly TarEntry[]): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const part of tar(entries)) parts.push(part)
  return Buffer.concat(parts)
}

test('the system’s tar reads what is written: files, modes, links, long paths', async () => {
  const long = `${'folder-with-a-long-name/'.repeat(6)}file`
  writeFileSync(join(dir, 'source'), 'x'.repeat(1000))
  const archive = await bytes([
    { kind: 'directory', path: 'bin' },
    { kind: 'file', path: 'bin/run', content: Buffer.from('#!/bin/sh\n'), mode: 0o755 },
    { kind: 'copy', path: 'data', from: join(dir, 'source') },
    { kind: 'link', path: 'sh', target: 'bin/run' },
    { kind: 'file', path: long, content: Buffer.from('far') },
  ])
  mkdirSync(join(dir, 'out'))
  execFileSync('tar', ['-x', '-C', join(dir, 'out')], { input: archive })
  expect(lstatSync(join(dir, 'out/bin/run')).mode & 0o777).toBe(0o755)
  expect(readFileSync(join(dir, 'out/data'), 'utf8')).toHaveLength(1000)
  expect(readlinkSync(join(dir, 'out/sh'))).toBe('bin/run')
  expect(readFileSync(join(dir, 'out', long), 'utf8')).toBe('far')
})

test('a folder is archived the same however it was made', async () => {
  mkdirSync(join(dir, 'tree/etc'), { recursive: true })
  writeFileSync(join(dir, 'tree/etc/conf'), 'a', { mode: 0o600 })
  symlinkSync('conf', join(dir, 'tree/etc/link'))
  const first = await bytes(treeEntries(join(dir, 'tree')))
  chmodSync(join(dir, 'tree/etc/conf'), 0o644)
  expect((await bytes(treeEntries(join(dir, 'tree')))).equals(first)).toBe(true)
  expect(treeEntries(join(dir, 'tree')).map(({ kind, path }) => `${kind} ${path}`)).toEqual([
    'directory etc',
    'file etc/conf',
    'link etc/link',
  ])
})

test('a path that no tar header holds is refused by name', async () => {
  await expect(bytes([{ kind: 'file', path: 'x'.repeat(101), content: new Uint8Array() }])).rejects.toThrow('too long')
})
