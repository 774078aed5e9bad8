import { expect, it } from 'vitest'
import { exportFile, parseExport } from './export.ts'

const attempt = {
  summary: { id: 'a1', title: 'Mock 1', createdAt: 1 },
  state: { id: 'a1' },
  grades: [],
  events: [{ type: 'started' }],
  recordings: [{ terminal: 'x1', text: '{}' }],
}
const text = (changes: object = {}) => JSON.stringify({ ...exportFile(5, [attempt], []), ...changes })

it('reads back what was exported', () => {
  expect(parseExport(text())).toEqual(exportFile(5, [attempt], []))
})

it.each([
  ['no JSON at all', 'PK\u0003', 'This file is not JSON'],
  ['another JSON file', '{"a":1}', 'This is not an export of Unflunk.'],
  ['a list', '[]', 'This is not an export of Unflunk.'],
  ['a newer format', text({ version: 2 }), 'This export was made by a newer Unflunk: its format is 2, this one reads 1.'],
  ['a missing part', text({ attempts: [{ ...attempt, events: undefined }] }), 'This export is damaged at "attempts.0.events"'],
  [
    'a recording that would leave its folder',
    text({ attempts: [{ ...attempt, recordings: [{ terminal: '../x', text: '' }] }] }),
    'This export is damaged at "attempts.0.recordings.0.terminal"',
  ],
])('says what is wrong with %s', (_, file, message) => {
  expect(() => parseExport(file)).toThrow(message)
})
