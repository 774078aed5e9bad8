import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { HIGH_WATER, Outbound } from './outbound.ts'
import type { TerminalSocket } from './terminal-socket.ts'

const KB = 1024

function setUp() {
  const frames: Uint8Array[] = []
  const full: boolean[] = []
  const socket: TerminalSocket & { bufferedAmount: number } = {
    bufferedAmount: 0,
    send: (data) => frames.push(Buffer.from(data)),
    close: () => {},
    onMessage: () => {},
    onClose: () => {},
  }
  const outbound = new Outbound(socket, (now) => full.push(now))
  const texts = () => frames.map((frame) => Buffer.from(frame).toString())
  return { outbound, frames, full, socket, texts }
}

const text = (value: string) => Buffer.from(value)

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('frames', () => {
  it('go out at once on a quiet line, then together every 3 ms', () => {
    const { outbound, texts } = setUp()
    outbound.push(text('a'))
    outbound.push(text('b'))
    outbound.push(text('c'))
    expect(texts()).toEqual(['a'])
    vi.advanceTimersByTime(3)
    expect(texts()).toEqual(['a', 'bc'])
  })

  it('answer a key at once, also in the middle of a flood, with what was waiting in front', () => {
    const { outbound, texts } = setUp()
    outbound.push(text('a'))
    outbound.push(text('b'))
    outbound.keyPressed()
    outbound.push(text('echo'))
    expect(texts()).toEqual(['a', 'becho'])
  })

  it('go out at 64 KB without waiting', () => {
    const { outbound, frames } = setUp()
    for (let n = 0; n < 9; n++) outbound.push(Buffer.alloc(8 * KB))
    expect(frames.map((frame) => frame.length)).toEqual([8 * KB, 64 * KB])
  })
})

describe('a browser that draws slowly', () => {
  it('stops the process above 512 KB and starts it again below 64 KB', () => {
    const { outbound, full } = setUp()
    for (let n = 0; n < 8; n++) outbound.push(Buffer.alloc(64 * KB))
    expect(full).toEqual([])
    outbound.push(text('one more'))
    expect(full).toEqual([true])
    vi.advanceTimersByTime(10)
    outbound.acknowledge(HIGH_WATER - 64 * KB)
    expect(full).toEqual([true])
    outbound.acknowledge(HIGH_WATER)
    expect(full).toEqual([true, false])
  })

  it('stops the process by what the socket holds, even when it claims to have drawn everything', () => {
    const { outbound, full, socket } = setUp()
    outbound.push(text('a'))
    outbound.acknowledge(1_000_000_000)
    socket.bufferedAmount = HIGH_WATER + 1
    outbound.push(text('b'))
    expect(full).toEqual([true])
  })

  it('that goes away does not leave the process stopped', () => {
    const { outbound, full } = setUp()
    outbound.push(Buffer.alloc(HIGH_WATER + 1))
    outbound.dispose()
    expect(full).toEqual([true, false])
  })
})
