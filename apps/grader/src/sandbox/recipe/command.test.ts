import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { runCommand } from './command.ts'

test('stdout is the answer, stderr is told line by line', async () => {
  const lines: string[] = []
  const out = await runCommand(['sh', '-c', 'echo answer; echo one >&2; echo two >&2'], { onLine: (line) => lines.push(line) })
  expect(out).toBe('answer\n')
  expect(lines).toEqual(['one', 'two'])
})

test('a program that fails is named with its exit code and its last words', async () => {
  await expect(runCommand(['sh', '-c', 'echo no such mirror >&2; exit 3'])).rejects.toMatchObject({
    code: 'internal',
    message: expect.stringMatching(/^sh -c .* failed \(3\):\nno such mirror$/),
  })
})

test('a program that is not there is named', async () => {
  await expect(runCommand(['unflunk-no-such-program'])).rejects.toThrow('Could not start unflunk-no-such-program')
})

test('aborting ends the program and what it has started', async () => {
  const stop = new AbortController()
  let child = ''
  const run = runCommand(['sh', '-c', 'sleep 1000 & echo $! >&2; wait'], {
    signal: stop.signal,
    onLine: (line) => {
      child = line
      stop.abort(new Error('stopped'))
    },
  })
  await expect(run).rejects.toThrow('stopped')
  await expect.poll(() => existsSync(`/proc/${child}/cwd`)).toBe(false)
})

test('an aborted signal starts nothing', async () => {
  await expect(runCommand(['sh', '-c', 'exit 0'], { signal: AbortSignal.abort(new Error('stopped')) })).rejects.toThrow('stopped')
})
