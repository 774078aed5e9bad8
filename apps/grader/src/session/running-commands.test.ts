import { expect, it } from 'vitest'
import { RunningCommands } from './running-commands.ts'

const vim = { host: 'cka1', user: 'candidate', line: 'vim web.yaml' }

it('tells how long a command ran and what it was given by hand and from the clipboard', () => {
  const running = new RunningCommands()
  running.typed('x1', 13)
  running.started('x1', vim, 1000)
  running.typed('x1', 4)
  running.typed('x2', 99)
  running.pasted('x1', 120)
  running.typed('x1', 120)
  expect(running.current('x1')).toMatchObject(vim)
  expect(running.finished('x1', vim, 3500)).toEqual({ ms: 2500, typed: 4, pasted: 120 })
  expect(running.current('x1')).toBeUndefined()
})

it('counts nested shells apart: what runs in them, and the ssh and sudo around it', () => {
  const running = new RunningCommands()
  running.started('x1', { host: 'base', user: 'candidate', line: 'ssh cka1' }, 0)
  running.started('x1', { host: 'cka1', user: 'candidate', line: 'sudo -i' }, 10)
  running.started('x1', { host: 'cka1', user: 'root', line: 'ls' }, 20)
  expect(running.finished('x1', { host: 'cka1', user: 'root' }, 25).ms).toBe(5)
  running.started('x1', { host: 'cka1', user: 'root', line: 'exit' }, 30)
  expect(running.finished('x1', { host: 'cka1', user: 'candidate' }, 40).ms).toBe(30)
  expect(running.current('x1')?.line).toBe('ssh cka1')
  expect(running.finished('x1', { host: 'base', user: 'candidate' }, 50).ms).toBe(50)
})

it('knows nothing of a command that an earlier grader saw start', () => {
  expect(new RunningCommands().finished('x1', vim, 9)).toEqual({ ms: 0 })
})

it('tells a pause of half a minute or more when it is over', () => {
  const running = new RunningCommands()
  expect([0, 29_000, 59_000.4, 60_000].map((at) => running.touched(at))).toEqual([undefined, undefined, 30_000, undefined])
})
