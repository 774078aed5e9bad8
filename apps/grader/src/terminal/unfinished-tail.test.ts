import { expect, it } from 'vitest'
import { unfinishedTail } from './unfinished-tail.ts'

it.each([
  ['plain text', 'hello', ''],
  ['a finished colour', 'a\x1b[31mred', ''],
  ['a lone escape', 'a\x1b', '\x1b'],
  ['a colour cut in its numbers', 'a\x1b[31', '\x1b[31'],
  ['a character set cut before its name', 'a\x1b(', '\x1b('],
  ['a finished character set', 'a\x1b(B', ''],
  ['a title without its end', 'a\x1b]0;root@b', '\x1b]0;root@b'],
  ['a title ended by a bell', 'a\x1b]0;root\x07b', ''],
  ['a title ended by ESC \\', 'a\x1b]0;root\x1b\\b', ''],
  ['a title cut in the middle of its ESC \\', 'a\x1b]0;root\x1b', '\x1b]0;root\x1b'],
  ['an escape after a finished title', 'a\x1b]0;root\x07b\x1b', '\x1b'],
])('after %s only what is unfinished is kept', (_, stream, expected) => {
  expect(Buffer.from(unfinishedTail(Buffer.from(stream, 'latin1'))).toString('latin1')).toBe(expected)
})

it.each([1, 2, 3])('keeps the first %i bytes of a character of four', (count) => {
  const rocket = Buffer.from('🚀')
  const stream = Buffer.concat([Buffer.from('é'), rocket.subarray(0, count)])
  expect(Buffer.from(unfinishedTail(stream))).toEqual(rocket.subarray(0, count))
  expect(unfinishedTail(Buffer.from('é🚀'))).toHaveLength(0)
})
