import { expect, test } from 'vitest'
import { retryImport } from './retry-import.ts'

test('a part that fails twice is there at the third attempt', async () => {
  let attempts = 0
  const load = async () => {
    attempts += 1
    if (attempts < 3) throw new Error('network changed')
    return 'the room'
  }
  expect(await retryImport(load, [0, 0, 0])).toBe('the room')
  expect(attempts).toBe(3)
})

test('a part that is not there at all fails with its own reason', async () => {
  await expect(retryImport(() => Promise.reject(new Error('404')), [0])).rejects.toThrow('404')
})
