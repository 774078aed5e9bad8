import { expect, it } from 'vitest'
import { failedExam } from '../../test/result-fixtures.ts'
import { replayMarkers } from './replay-markers.ts'

it('marks the task switches and the findings of this terminal, in the order of time', () => {
  const result = failedExam()
  const [recording] = result.recordings
  const markers = recording ? replayMarkers(result, recording) : []
  // The recording began after task 1 was opened: that switch is not on it.
  expect(markers.map(([seconds, label]) => `${Math.round(seconds / 60)} ${label.slice(0, 12)}`)).toEqual([
    '4 Task 1: Role',
    '5 Task 2: Fini',
    '12 Task 3: A Se',
    '12 You looked a',
    '21 Task 4: Brin',
    '26 Task 4: the ',
    '29 Task 6: Hard',
    '37 Task 3: A Se',
    '38 Task 3: 2 ch',
  ])
})

it('leaves out what another terminal shows', () => {
  const result = failedExam()
  const [recording] = result.recordings
  const markers = recording ? replayMarkers(result, { ...recording, terminal: 'x2' }) : []
  expect(markers.every(([, label]) => label.startsWith('Task'))).toBe(true)
  expect(markers).toHaveLength(5)
})
