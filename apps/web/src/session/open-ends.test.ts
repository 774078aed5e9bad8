import { expect, test } from 'vitest'
import { task } from '../../test/fixtures.ts'
import { openEnds } from './open-ends.ts'

test('ending says which tasks are unopened, flagged, and unmarked', () => {
  const tasks = [
    task(1, { opened: true, done: true }),
    task(2, { opened: true, flagged: true }),
    task(3, { opened: true }),
    task(4),
    task(5),
  ]
  expect(openEnds(tasks)).toEqual([
    'Tasks 4, 5 were never opened.',
    'Task 2 is still flagged.',
    'Task 3 is neither flagged nor marked done.',
  ])
})

test('with everything done there is nothing left to say', () => {
  expect(openEnds([task(1, { opened: true, done: true })])).toEqual([])
})
