import { expect, it } from 'vitest'
import { readInput } from './read-input.ts'

it.each<[string, string, number, boolean]>([
  ['letters and Enter', 'k get po\r', 9, true],
  ['bytes of a letter beyond ASCII', 'ä', 2, true],
  ['Escape alone, as in vim', '\x1b', 1, true],
  ['an arrow', '\x1b[A', 0, true],
  ['an arrow of an application', '\x1bOB', 0, true],
  ['Ctrl and an arrow', '\x1b[1;5C', 0, true],
  ['Delete', '\x1b[3~', 0, true],
  ['the brackets around a paste', '\x1b[200~kind: Pod\x1b[201~', 9, true],
  ['a click', '\x1b[<0;10;5M', 0, true],
  ['what xterm is', '\x1b[?1;2c', 0, false],
  ['its version', '\x1b[>0;276;0c', 0, false],
  ['where the cursor is', '\x1b[24;80R', 0, false],
  ['the colour of its ground', '\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\', 0, false],
  ['a focus that comes and goes', '\x1b[I\x1b[O', 0, false],
  ['several answers at once', '\x1b[?1;2c\x1b]10;rgb:ff/ff/ff\x07\x1b[2;1R', 0, false],
  ['an answer and a key', '\x1b[?1;2cx', 1, true],
  ['nothing', '', 0, false],
])('%s', (_, text, typed, byHand) => {
  expect(readInput(Buffer.from(text))).toEqual({ typed, byHand })
})
