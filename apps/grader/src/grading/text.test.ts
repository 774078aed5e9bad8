import { expect, it } from 'vitest'
import { textMismatches } from './text.ts'

it.each([
  ['the same text', { equals: 'a b' }, 'a b\n'],
  ['the same text with blanks and other line ends', { equals: 'a\nb' }, 'a  \r\nb\r\n\n'],
  ['all parts', { contains: ['x', 'y'], lacks: ['z'] }, 'y x'],
  ['a pattern on one of its lines', { matches: '^b+$' }, 'a\nbbb\nc'],
  ['lines in any order', { lines: ['b', 'a'] }, '\n a\nb \n\n'],
  ['no claim at all', undefined, 'anything'],
])('holds for %s', (_name, claim, text) => {
  expect(textMismatches(claim, text, 'here')).toEqual([])
})

it.each([
  ['another text', { equals: 'a' }, 'b', 'the text a', 'b'],
  ['an empty file', { contains: ['a'] }, '\n', 'contains a', '(empty)'],
  ['a forbidden part', { lacks: ['token'] }, 'my token', 'does not contain token', 'my token'],
  ['a missing line', { lines: ['a', 'b'] }, 'a', 'exactly these lines, in any order: a | b', 'missing: b'],
  ['a line too much', { lines: ['a'] }, 'a\na', 'exactly these lines, in any order: a', 'too much: a'],
])('tells %s', (_name, claim, text, expected, observed) => {
  expect(textMismatches(claim, text, 'here')).toEqual([{ where: 'here', expected, observed }])
})

it('shows only the beginning of a long text', () => {
  expect(textMismatches({ equals: 'a' }, 'x'.repeat(5000), 'here')[0]?.observed).toHaveLength(300)
})
