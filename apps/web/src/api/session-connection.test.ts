import type { SessionEvent } from '@unflunk/shared/session'
import { beforeEach, expect, test } from 'vitest'
import { type ConnectionState, connectSession, retryDelay } from './session-connection.ts'

type Ears = { opened: () => void; heard: (data: unknown) => void; closed: () => void }

class FakeSocket {
  closed = false
  readonly path: string
  readonly ears: Ears
  constructor(path: string, ears: Ears) {
    this.path = path
    this.ears = ears
  }
  close() {
    this.closed = true
  }
  says(event: SessionEvent) {
    this.ears.heard(JSON.stringify(event))
  }
}

let sockets: FakeSocket[]
let states: ConnectionState[]
let heard: number[]
let timers: (() => void)[]

beforeEach(() => {
  sockets = []
  states = []
  heard = []
  timers = []
})

const last = () => {
  const socket = sockets.at(-1)
  if (!socket) throw new Error('no socket was opened')
  return socket
}

const start = () =>
  connectSession({
    sessionId: 's1',
    tab: 'tab-a',
    random: () => 1,
    onEvent: (event) => heard.push(event.seq),
    onState: (state) => states.push(state),
    open: (path, ears) => {
      const socket = new FakeSocket(path, ears)
      sockets.push(socket)
      return socket
    },
    after: (_ms, then) => {
      timers.push(then)
      return () => {
        timers = timers.filter((timer) => timer !== then)
      }
    },
  })

const note = (seq: number): SessionEvent => ({ seq, type: 'notes', notes: '' })

test('a new connection asks for everything and names its tab', () => {
  start()
  expect(last().path).toBe('/api/sessions/s1/socket?tab=tab-a')
})

test('after a cut it comes back from the last event it saw', () => {
  start()
  last().ears.opened()
  last().says(note(1))
  last().says(note(2))
  last().ears.closed()
  timers.shift()?.()
  expect(last().path).toBe('/api/sessions/s1/socket?tab=tab-a&after=2')
  expect(states).toEqual(['open', 'lost'])
})

test('an event heard twice is given on once', () => {
  start()
  for (const seq of [1, 2, 2, 1, 3]) last().says(note(seq))
  expect(heard).toEqual([1, 2, 3])
})

test('a hole in the sequence makes it ask again instead of showing half a state', () => {
  start()
  last().says(note(1))
  last().says(note(4))
  expect(heard).toEqual([1])
  expect(sockets[0]?.closed).toBe(true)
  expect(last().path).toContain('after=1')
})

test('when another tab takes over it does not come back by itself', () => {
  const connection = start()
  last().says(note(1))
  last().says({ seq: 2, type: 'taken-over' })
  connection.retryNow()
  expect(sockets).toHaveLength(1)
  expect(timers).toHaveLength(0)
  expect(states.at(-1)).toBe('taken-over')
  connection.takeOver()
  expect(sockets).toHaveLength(2)
})

test('going online retries at once', () => {
  const connection = start()
  last().ears.closed()
  connection.retryNow()
  expect(sockets).toHaveLength(2)
  expect(timers).toHaveLength(0)
})

test('closing calls off the retry and closes the socket', () => {
  const connection = start()
  connection.close()
  expect(last().closed).toBe(true)
  expect(timers).toHaveLength(0)
})

test.each([
  [0, 250],
  [1, 500],
  [3, 2000],
  [9, 4000],
])('after %d failures it waits at most %d ms', (failures, ms) => {
  expect(retryDelay(failures, 1)).toBe(ms)
  expect(retryDelay(failures, 0)).toBe(Math.round(ms * 0.75))
})
