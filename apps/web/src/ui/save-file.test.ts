import { expect, it } from 'vitest'
import { fileName } from './save-file.ts'

it('names a file by what it holds and its day', () => {
  expect(fileName('A "Service" that answers nobody!', Date.UTC(2026, 10, 23, 14), 'html')).toBe(
    'unflunk-a-service-that-answers-nobody-2026-11-23.html',
  )
})
