import { writeFile } from 'node:fs/promises'
import { AppError } from '@unflunk/shared/error'
import { describe, expect, test } from 'vitest'
import { namedWhenFull, requireRoom, shortages } from './room.ts'
import { lookForRoom } from './survey.ts'

const MIB = 1024 ** 2
const GIB = 1024 ** 3
const plenty = { freeDiskBytes: 50 * GIB, freeMemoryBytes: 16 * GIB }
const one = { nodes: 1 }
const two = { nodes: 2 }

function refusal(work: () => void): string {
  try {
    work()
    return 'fits'
  } catch (error) {
    return error instanceof AppError ? `${error.code}: ${error.message} -> ${error.next}` : String(error)
  }
}

describe('clusters are refused before they are begun when they cannot fit', () => {
  test.each<[string, Partial<typeof plenty> | { freeDiskBytes: undefined }, { nodes: number; controlPlanes?: number }[], RegExp]>([
    ['room for all', {}, Array.from({ length: 17 }, () => two), /^fits$/],
    [
      'memory for one, not for six',
      { freeMemoryBytes: 2 * GIB },
      Array.from({ length: 6 }, () => two),
      /^no-space: The 6 clusters .* 2\.7 GiB of memory, and only 2\.0 GiB are free\. -> Close other programs, or practise a single task\.$/,
    ],
    ['memory for one', { freeMemoryBytes: 2 * GIB }, [two], /^fits$/],
    [
      'no memory for one',
      { freeMemoryBytes: 400 * MIB },
      [one],
      /^no-space: The cluster of this task would take 0\.4 GiB of memory, and only 0\.4 GiB/,
    ],
    [
      'two control planes take more than a control plane and a worker',
      { freeMemoryBytes: 700 * MIB },
      [{ nodes: 2, controlPlanes: 2 }],
      /^no-space: /,
    ],
    [
      'a full disk',
      { freeDiskBytes: 900 * MIB },
      [one],
      /^no-space: The cluster of this task would take 1\.1 GiB of disk space, and only 0\.9 GiB .* -> Free some disk space/,
    ],
    ['a disk that cannot be looked at', { freeDiskBytes: undefined }, [one], /^fits$/],
  ])('%s', (_, room, clusters, expected) => {
    expect(refusal(() => requireRoom({ ...plenty, ...room }, clusters))).toMatch(expected)
  })
})

test('a file system without room is seen as one', async () => {
  const room = await lookForRoom({ rootDir: '/proc' })
  expect(refusal(() => requireRoom(room, [one]))).toMatch(/^no-space: .* of disk space, and only 0\.0 GiB are free/)
  expect(shortages(room).map(({ kind }) => kind)).toEqual(['disk'])
})

describe('a running session is warned before the end', () => {
  test.each<[string, object, string[]]>([
    ['enough of both', {}, []],
    ['little disk', { freeDiskBytes: 800 * MIB }, ['disk']],
    ['little memory', { freeMemoryBytes: 200 * MIB }, ['memory']],
    ['little of both', { freeDiskBytes: 0, freeMemoryBytes: 0 }, ['disk', 'memory']],
    ['a disk that cannot be looked at', { freeDiskBytes: undefined }, []],
  ])('%s', (_, room, kinds) => {
    expect(shortages({ ...plenty, ...room }).map(({ kind }) => kind)).toEqual(kinds)
  })
})

describe('a full disk is named, whoever met it first', () => {
  test.each([
    ['a file of ours', Object.assign(new Error('write'), { code: 'ENOSPC' })],
    ['a program in a machine', new AppError('cluster-unavailable', 'cp: error writing /to/var: No space left on device')],
  ])('%s', (_, error) => {
    expect(namedWhenFull(error)).toMatchObject({ code: 'no-space', next: expect.stringContaining('what was built is kept') })
  })

  test('a write that meets a full device', async () => {
    const error = await writeFile('/dev/full', 'x').catch((failure: unknown) => failure)
    expect(namedWhenFull(error)).toMatchObject({ code: 'no-space' })
  })

  test('another failure stays what it is', () => {
    const error = new Error('no route to host')
    expect(namedWhenFull(error)).toBe(error)
  })
})
