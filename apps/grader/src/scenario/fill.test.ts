import { expect, it } from 'vitest'
import { fill, marksIn, withPlaceholders } from './fill.ts'

it('fills names and numbers, and leaves Go templates and unknown names alone', () => {
  expect(fill("n: {{ns}}\np: {{port}} {{end}} {{.status}} {{nope}} '{{ns}}'", { ns: 'apollo', port: 80 }).text).toBe(
    "n: apollo\np: 80 {{end}} {{.status}} {{nope}} 'apollo'",
  )
})

it('knows where a filled text was written', () => {
  const filled = fill('a {{ns}} b {{ns}} c', { ns: 'longer-than-the-mark' })
  expect('a {{ns}} b {{ns}} c'[filled.original(filled.text.indexOf(' b') + 1)]).toBe('b')
  expect('a {{ns}} b {{ns}} c'[filled.original(filled.text.indexOf(' c') + 1)]).toBe('c')
})

it('a value that looks like a mark is not filled again', () => {
  expect(fill('{{a}}', { a: '{{b}}', b: 'x' }).text).toBe('{{b}}')
})

it('finds the marks with their places', () => {
  expect(marksIn('x {{ns}} {{end}} {{ port }}')).toEqual([{ name: 'ns', offset: 2 }])
})

it('placeholders keep every place', () => {
  expect(withPlaceholders('a: {{ns}} #')).toBe('a: x_ns_x #')
})
