import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { kernelConfig } from './kernel-config.ts'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'unflunk-kernel-'))
  mkdirSync(join(root, 'boot'))
  mkdirSync(join(root, 'usr/lib/modules/6.1.0-1'), { recursive: true })
})

afterEach(() => rmSync(root, { recursive: true }))

test('the configuration of the running kernel is found where its distribution keeps it', async () => {
  writeFileSync(join(root, 'boot/config-5.10.0-1'), 'CONFIG_OLD=y')
  writeFileSync(join(root, 'usr/lib/modules/6.1.0-1/config'), 'CONFIG_EXT4_FS=y')
  const found = await kernelConfig('6.1.0-1', root)
  expect(found?.path).toBe('/etc/unflunk/session/kernel-config-6.1.0-1')
  expect(Buffer.from(found?.content ?? '').toString()).toBe('CONFIG_EXT4_FS=y')
})

test('a machine without one has none', async () => {
  writeFileSync(join(root, 'boot/config-5.10.0-1'), 'CONFIG_OLD=y')
  expect(await kernelConfig('6.1.0-1', root)).toBeUndefined()
})
