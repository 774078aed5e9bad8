import { describe, expect, test } from 'vitest'
import { judgeHoldings } from './leftovers.ts'
import type { MachineStatus } from './status.ts'

const machine = (state: MachineStatus['state'], memoryBytes = 0): MachineStatus => ({
  name: 'm',
  role: 'node',
  cluster: 't1',
  host: 'cka7968',
  state,
  memoryBytes,
})
const told = (id: string, machines: MachineStatus[]) =>
  judgeHoldings({ sessions: [{ id, machines }], snapshots: [], images: [] }, undefined, [])
    .filter(({ level }) => level !== 'ok')
    .map(({ message, next }) => `${message} -> ${next}`)

describe('machines that nobody goes on with are named with the command that removes them', () => {
  test.each<[string, string, MachineStatus[], RegExp | undefined]>([
    ['a running attempt is left in peace', '0a1b2c-abcdef', [machine('running'), machine('paused')], undefined],
    [
      'an attempt whose machines were stopped',
      '0a1b2c-abcdef',
      [machine('stopped')],
      /have stopped.* -> npm start, or: .*clean --session 0a1b2c-abcdef$/,
    ],
    [
      'machines of a try-out',
      'try',
      [machine('running', 1024 ** 3)],
      /^Session try belongs to no attempt: 1 machine, 1\.0 GiB.* -> .*clean --session try$/,
    ],
    ['an interrupted build', 'golden', [machine('running')], /interrupted.* -> npm run unflunk -- sandbox prepare$/],
  ])('%s', (_, id, machines, expected) => {
    const found = told(id, machines)
    if (expected === undefined) return expect(found).toEqual([])
    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(expected)
  })
})

test('what is not built yet is a note', () => {
  const [finding] = judgeHoldings({ sessions: [], snapshots: [], images: [] }, '2 of 3 images', [])
  expect(finding).toMatchObject({ level: 'note', message: 'Not built yet: 2 of 3 images.', next: 'npm run unflunk -- sandbox prepare' })
})

test('images of earlier recipes are counted', () => {
  const old = ['node:1', 'base:1'].map((tag) => ({ id: tag, tags: [`unflunk/${tag}`], bytes: 1024 ** 3, labels: {} }))
  expect(judgeHoldings({ sessions: [], snapshots: [], images: [] }, undefined, old)).toContainEqual({
    topic: 'leftovers',
    level: 'note',
    message: '2 images of earlier recipes, up to 2.0 GiB on the disk.',
    next: 'npm run unflunk -- sandbox clean --old',
  })
})
