import { parseKeybinding } from 'tinykeys'
import { expect, test } from 'vitest'
import { keysOf, shortcuts, shortcutsFor, taskDigits } from './shortcuts.ts'

// bash's emacs mode and vim's terminal mode use these with Alt (readline(3), "EMACS MODE"): they belong to the candidate.
const READLINE_META = ['KeyB', 'KeyC', 'KeyD', 'KeyF', 'KeyL', 'KeyT', 'KeyU', 'KeyY', 'Period', 'Backspace', 'KeyR', 'KeyN', 'KeyP']

const presses = [...shortcuts, ...taskDigits].map(({ binding }) => {
  const [press, ...more] = parseKeybinding(binding)
  expect(more).toEqual([])
  if (!press) throw new Error(`${binding} is no key`)
  return { binding, modifiers: press[0], key: String(press[2]) }
})

test('every key of the room needs Alt, so that plain, Ctrl and function keys stay with the terminal', () => {
  for (const press of presses) expect(press.modifiers).toContain('Alt')
})

test('no key takes one of the shell’s own Alt combinations', () => {
  for (const press of presses) {
    if (!press.modifiers.includes('Shift')) expect(READLINE_META).not.toContain(press.key)
  }
})

test('no two commands share a key', () => {
  expect(new Set(presses.map((press) => press.binding)).size).toBe(presses.length)
})

test('Alt+1 to Alt+9 and Alt+0 lead to ten tasks', () => {
  expect(taskDigits.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  expect(taskDigits.at(-1)?.binding).toBe('Alt+Digit0')
})

test('an exam has no grading key, and practice no review', () => {
  expect(shortcutsFor('exam').map(({ command }) => command)).not.toContain('grade')
  expect(shortcutsFor('practice').map(({ command }) => command)).not.toContain('review')
  expect(keysOf('flag')).toBe('Alt+Shift+F')
})
