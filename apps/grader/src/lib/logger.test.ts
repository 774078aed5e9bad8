import { AppError } from '@unflunk/shared/error'
import { expect, test } from 'vitest'
import { lineLogger } from './logger.ts'

function logged(cause?: unknown): string {
  const lines: string[] = []
  lineLogger({ now: () => 0, sleep: async () => {} }, (line) => lines.push(line)).warn('cka1234 could not be woken', cause)
  return lines.join('')
}

const HEAD = '1970-01-01T00:00:00.000Z warn  cka1234 could not be woken'

test('a line is time, level and what happened', () => {
  expect(logged()).toBe(`${HEAD}\n`)
})

test('a failure that was foreseen says what happened and what to try, on one line', () => {
  const error = new AppError('engine-unavailable', 'The engine does not answer.', { next: 'Start it.' })
  expect(logged(error)).toBe(`${HEAD}: The engine does not answer. Start it.\n`)
})

test('one that nobody foresaw says where it came from, and so does what lies behind it', () => {
  const odd = new TypeError('x is not a function')
  expect(logged(odd)).toMatch(/: TypeError: x is not a function\n {4}at .*logger\.test/)
  expect(logged(new AppError('internal', 'Our fault.'))).toMatch(/Our fault\.\n {4}at /)
  expect(logged(new AppError('timeout', 'Too late.', { cause: odd }))).toMatch(/: Too late\.: TypeError: x[\s\S]* {4}at /)
})
