import { expect, test } from 'vitest'
import { countdown, dayAndTime, elapsed, minutesLong } from './duration.ts'

test.each([
  [-5, '0 s'],
  [59_999, '59 s'],
  [65_000, '1 min 05 s'],
  [3_720_000, '1 h 02 min'],
])('%d ms of elapsed time reads %s', (ms, text) => {
  expect(elapsed(ms)).toBe(text)
})

test.each([
  [7_200_000, '2:00:00'],
  [4_360_000, '1:12:40'],
  [3_599_001, '1:00:00'],
  [61_000, '1:01'],
  [1, '0:01'],
  [-1000, '0:00'],
])('%d ms left reads %s', (ms, text) => {
  expect(countdown(ms)).toBe(text)
})

test.each([
  [45, '45 min'],
  [120, '2 h'],
  [90, '1 h 30 min'],
])('%d minutes read %s', (minutes, text) => {
  expect(minutesLong(minutes)).toBe(text)
})

test('a date is named by how near it is', () => {
  const now = new Date(2026, 10, 23, 15, 0).getTime()
  expect(dayAndTime(new Date(2026, 10, 23, 14, 5).getTime(), now)).toBe('today 14:05')
  expect(dayAndTime(new Date(2026, 10, 22, 9, 30).getTime(), now)).toBe('yesterday 09:30')
  expect(dayAndTime(new Date(2026, 10, 3, 14, 5).getTime(), now)).toBe('3 Nov 14:05')
})
