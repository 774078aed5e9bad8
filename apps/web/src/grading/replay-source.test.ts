import { describe, expect, it } from 'vitest'
import { clockTime, replayOf } from './replay-source.ts'

const recordings = [
  { terminal: 'x1', title: 'terminal 1', startedAt: 10_000, ms: 60_000 },
  { terminal: 'x2', title: 'terminal 2', startedAt: 40_000, ms: 60_000 },
]

describe('a moment in the recordings', () => {
  it('begins six seconds earlier, in the terminal that it names', () => {
    expect(replayOf('a 1', recordings, { at: 50_000, terminal: 'x2', says: '' })).toMatchObject({
      startAt: 4,
      clipEnd: 19,
      url: '/api/attempts/a%201/recordings/x2',
    })
  })

  it('is a clip of 15 seconds unless all is wanted', () => {
    expect(replayOf('a', recordings, { at: 10_000, says: '', whole: true })?.clipEnd).toBeUndefined()
  })

  it('without a terminal is shown in the one that was running', () => {
    expect(replayOf('a', recordings, { at: 30_000, says: '' })).toMatchObject({ startAt: 14, recording: { terminal: 'x1' } })
    expect(replayOf('a', recordings, { at: 90_000, says: '' })).toMatchObject({ recording: { terminal: 'x2' } })
  })

  it('that nothing recorded has no replay', () => {
    expect(replayOf('a', recordings, { at: 5_000, terminal: 'x1', says: '' })).toBeUndefined()
    expect(replayOf('a', [], { at: 50_000, says: '' })).toBeUndefined()
  })

  it('is told from the start of the clock', () => {
    expect(clockTime(1_000, 2_473_000)).toBe('0:41:12')
  })
})
