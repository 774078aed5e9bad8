import { expect, it } from 'vitest'
import { commandOf } from './keys.ts'

const key = (keys: string) => {
  const parts = keys.split('+')
  return {
    code: parts.at(-1) ?? '',
    ctrlKey: parts.includes('Ctrl'),
    shiftKey: parts.includes('Shift'),
    altKey: parts.includes('Alt'),
    metaKey: parts.includes('Meta'),
  }
}

it.each([
  ['Ctrl+Shift+KeyC', 'copy'],
  ['Ctrl+Shift+KeyV', 'paste'],
  ['Ctrl+Shift+KeyF', 'search'],
  ['Ctrl+Alt+KeyW', 'delete-word'],
])('%s is kept for the terminal: %s', (keys, command) => {
  expect(commandOf(key(keys))).toBe(command)
})

it.each([
  'Ctrl+KeyC',
  'Ctrl+KeyV',
  'Ctrl+KeyW',
  'Ctrl+KeyF',
  'Ctrl+KeyZ',
  'KeyC',
  'Shift+KeyV',
  'Alt+KeyF',
  'Alt+KeyB',
  'Ctrl+Alt+Shift+KeyC',
  'Meta+Ctrl+Shift+KeyC',
])('%s belongs to the shell', (keys) => {
  expect(commandOf(key(keys))).toBeUndefined()
})
