import type { TerminalNotice, TerminalRequest } from '@unflunk/shared/terminal'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type SocketEars, TerminalConnection, type TerminalState } from './terminal-connection.ts'

class FakeSocket {
  readonly path: string
  readonly ears: SocketEars
  readonly typed: string[] = []
  readonly told: TerminalRequest[] = []
  closed = false

  constructor(path: string, ears: SocketEars) {
    this.path = path
    this.ears = ears
  }
  send(data: Uint8Array | string) {
    if (typeof data === 'string') this.told.push(JSON.parse(data))
    else this.typed.push(new TextDecoder().decode(data))
  }
  close() {
    this.closed = true
  }
  says(notice: TerminalNotice) {
    this.ears.heard(JSON.stringify(notice))
  }
  shows(text: string) {
    this.ears.heard(new TextEncoder().encode(text).buffer)
  }
}

const size = { cols: 80, rows: 24 }
const ready: TerminalNotice = { type: 'ready', size, restored: false }

function start(options: { lag?: () => number } = {}) {
  const opened: FakeSocket[] = []
  const phases: TerminalState['phase'][] = []
  const screen: string[] = []
  const undrawn: (() => void)[] = []
  const connection = new TerminalConnection({
    sessionId: 's1',
    terminalId: 't2',
    screen: {
      restart: ({ cols, rows }) => screen.push(`restart ${cols}x${rows}`),
      resize: ({ cols, rows }) => screen.push(`resize ${cols}x${rows}`),
      write: (data, drawn) => {
        screen.push(new TextDecoder().decode(data))
        undrawn.push(drawn)
      },
    },
    onState: (state) => phases.push(state.phase),
    random: () => 1,
    open: (path, ears) => {
      const socket = new FakeSocket(path, ears)
      opened.push(socket)
      return socket
    },
    ...options,
  })
  const socket = () => {
    const newest = opened.at(-1)
    if (!newest) throw new Error('no socket was opened')
    return newest
  }
  const draw = () => {
    for (const drawn of undrawn.splice(0)) drawn()
  }
  return { connection, opened, phases, screen, socket, draw }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('a terminal', () => {
  it('is drawn from the snapshot at its own size, then takes the size of the page', () => {
    const { connection, socket, screen, draw } = start()
    expect(socket().path).toBe('/api/sessions/s1/terminals/t2/socket')
    connection.resize({ cols: 120, rows: 40 })
    socket().says(ready)
    socket().shows('the screen')
    expect(screen).toEqual(['restart 80x24', 'the screen'])
    draw()
    expect(screen.at(-1)).toBe('resize 120x40')
    expect(socket().told).toEqual([{ type: 'resize', size: { cols: 120, rows: 40 } }])
  })

  it('tells what was drawn every 32 KB, counted from the beginning of the socket', () => {
    const { socket, draw } = start()
    socket().says(ready)
    socket().shows('x'.repeat(20_000))
    draw()
    expect(socket().told).toEqual([])
    socket().shows('x'.repeat(20_000))
    expect(socket().told).toEqual([])
    draw()
    expect(socket().told).toEqual([{ type: 'ack', bytes: 40_000 }])
  })

  it('sends keys at once while it is live', () => {
    const { connection, socket } = start()
    socket().says(ready)
    expect(connection.type('é')).toBe(true)
    expect(socket().typed).toEqual(['é'])
  })
})

it('a pasted file goes out in frames that the grader takes, whole and in order', () => {
  const { connection, socket } = start()
  socket().says(ready)
  const text = Array.from({ length: 30_000 }, (_, line) => `line ${line}`).join('\n')
  connection.type(text)
  expect(socket().typed.join('')).toBe(text)
  expect(Math.max(...socket().typed.map((frame) => frame.length))).toBe(64 * 1024)
})

describe('a cut connection', () => {
  it('refuses keys and does not send them later', () => {
    const { connection, socket, phases, opened } = start()
    expect(connection.type('too early')).toBe(false)
    socket().says(ready)
    socket().ears.closed()
    expect(phases).toEqual(['live', 'lost'])
    expect(connection.type('rm -rf /')).toBe(false)
    vi.advanceTimersByTime(250)
    socket().says(ready)
    expect(opened).toHaveLength(2)
    expect(phases).toEqual(['live', 'lost', 'live'])
    expect(socket().typed).toEqual([])
  })

  it('is tried again with longer pauses, at once when the browser is online again', () => {
    const { connection, socket, opened } = start()
    socket().ears.closed()
    vi.advanceTimersByTime(249)
    expect(opened).toHaveLength(1)
    vi.advanceTimersByTime(1)
    socket().ears.closed()
    vi.advanceTimersByTime(499)
    expect(opened).toHaveLength(2)
    connection.retryNow()
    expect(opened).toHaveLength(3)
  })

  it('is noticed by silence, when the browser still believes in the socket', () => {
    const { socket, phases } = start()
    socket().says(ready)
    const first = socket()
    vi.advanceTimersByTime(3000)
    expect(first.told.map((request) => request.type)).toEqual(['ping'])
    first.says({ type: 'pong', id: 3000 })
    vi.advanceTimersByTime(9000)
    expect(phases).toEqual(['live'])
    vi.advanceTimersByTime(3000)
    expect(phases).toEqual(['live', 'lost'])
    expect(first.closed).toBe(true)
  })

  it('counts what is drawn anew, and ignores what the old socket still draws', () => {
    const { socket, draw } = start()
    socket().says(ready)
    socket().shows('x'.repeat(40_000))
    socket().ears.closed()
    vi.advanceTimersByTime(250)
    socket().says(ready)
    draw()
    expect(socket().told).toEqual([])
  })
})

it('when another tab takes over it stays silent until it is taken back', () => {
  const { connection, socket, phases, opened } = start()
  socket().says(ready)
  socket().says({ type: 'taken-over' })
  socket().ears.closed()
  vi.advanceTimersByTime(60_000)
  expect(opened).toHaveLength(1)
  expect(connection.type('x')).toBe(false)
  connection.takeBack()
  socket().says(ready)
  expect(phases).toEqual(['live', 'taken-over', 'connecting', 'live'])
})

it('a shell that has ended takes no keys and is not looked for again', () => {
  const { connection, socket, opened } = start()
  socket().says(ready)
  socket().says({ type: 'exited', exitCode: 3 })
  expect(connection.state).toEqual({ phase: 'exited', exitCode: 3 })
  expect(connection.type('x')).toBe(false)
  socket().ears.closed()
  vi.advanceTimersByTime(60_000)
  expect(opened).toHaveLength(1)
})

it('a lost machine is said in words, and the terminal comes back by itself', () => {
  const { connection, socket, phases } = start()
  socket().says(ready)
  socket().says({ type: 'failed', message: 'base does not answer', next: 'Wait a moment.' })
  expect(connection.state).toEqual({ phase: 'trouble', message: 'base does not answer', next: 'Wait a moment.' })
  expect(connection.type('x')).toBe(false)
  socket().says(ready)
  expect(phases).toEqual(['live', 'trouble', 'live'])
})

it('added lag holds keys back but never changes their order', () => {
  const lags = [90, 10, 0]
  const { connection, socket } = start({ lag: () => lags.shift() ?? 0 })
  socket().says(ready)
  for (const key of ['a', 'b', 'c']) connection.type(key)
  expect(socket().typed).toEqual([])
  vi.advanceTimersByTime(89)
  expect(socket().typed).toEqual([])
  vi.advanceTimersByTime(1)
  expect(socket().typed).toEqual(['a', 'b', 'c'])
})

it('added lag keeps the order of keys that are typed faster than timers tell apart', async () => {
  vi.useRealTimers()
  const { connection, socket } = start({ lag: () => 1 + Math.random() * 3 })
  socket().says(ready)
  const keys = Array.from({ length: 400 }, (_, index) => `${index},`)
  for (const key of keys) {
    connection.type(key)
    await new Promise((next) => setImmediate(next))
  }
  await vi.waitFor(() => expect(socket().typed).toHaveLength(keys.length))
  expect(socket().typed).toEqual(keys)
})

it('a refusal is said in the words of the grader, and tried again', () => {
  const { connection, socket, opened } = start()
  socket().ears.closed(4000, 'There is no terminal t2 (any more).')
  expect(connection.state).toEqual({ phase: 'lost', message: 'There is no terminal t2 (any more).' })
  vi.advanceTimersByTime(250)
  expect(opened).toHaveLength(2)
})
