import { expect, it } from 'vitest'
import { attachOptions, DtachFilter, markNonce } from './attach.ts'

function filtered(...chunks: string[]): string {
  const filter = new DtachFilter()
  return chunks.map((chunk) => Buffer.from(filter.filter(Buffer.from(chunk))).toString()).join('')
}

const goodbye = '\x1b[999H\r\r\n[EOF - dtach terminating]\r\r\n'

it.each([
  ['the cleared screen at the beginning', ['\x1b[H\x1b[J', '$ '], '$ '],
  ['the cleared screen in front of the first output', ['\x1b[H\x1b[J$ '], '$ '],
  ['its last words', ['$ exit\r\n', goodbye], '$ exit\r\n'],
  ['its last words behind the last output', [`$ exit\r\n${goodbye}`], '$ exit\r\n'],
  ['its last words and the cursor that it shows again', [`$ exit\r\n${goodbye}\x1b[?25h`], '$ exit\r\n'],
  ['its last words in two pieces', ['$ exit\r\n\x1b[999H\r\r\n', '[EOF - dtach terminating]\r\r\n'], '$ exit\r\n'],
])('of what dtach prints, %s is taken out', (_, chunks, expected) => {
  expect(filtered(...chunks)).toBe(expected)
})

it.each([
  ['a program that clears the screen later', ['$ clear\r\n', '\x1b[H\x1b[J']],
  ['a program that goes to the last line', ['\x1b[999H', 'x']],
  ['a program that goes past the last line', ['\x1b[999H\r\r\n', 'more']],
  ['a file that speaks of it', ['[EOF - dtach terminating]\r\n', '$ ']],
])('%s is shown whole', (_, chunks) => {
  expect(filtered(...chunks)).toBe(chunks.join(''))
})

it('a terminal has the same nonce after a restart, and another one than its neighbour', () => {
  expect(markNonce('x1')).toBe(markNonce('x1'))
  expect(markNonce('x1')).not.toBe(markNonce('x2'))
})

it('an id that is no plain name is refused, since it becomes a file name on the machine', () => {
  expect(() => attachOptions('../x', { cols: 80, rows: 24 })).toThrow(/letters, digits/)
})
