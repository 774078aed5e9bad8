// A machine on the real engine: commands, terminals and files.
import { createHash } from 'node:crypto'
import { AppError } from '@unflunk/shared/error'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { containerMachine } from './container-machine.ts'
import { dockerEngine } from './docker-engine.ts'
import { LABEL, sessionLabels } from './labels.ts'
import type { TerminalProcess } from './machine.ts'
import { imageSet } from './recipe/prepare-images.ts'
import { removeSession } from './remove.ts'

const engine = dockerEngine()
const session = 'test-machine'
const container = 'unflunk-test-machine'
const machine = containerMachine(engine, container, 'base')
const size = { cols: 133, rows: 41 }

beforeAll(async () => {
  await removeSession(engine, session)
  const labels = { ...sessionLabels(session), [LABEL.role]: 'base' }
  await engine.create({ name: container, image: imageSet().base, hostname: 'base', labels })
  await engine.start(container)
})

afterAll(async () => {
  await removeSession(engine, session)
})

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return await work.then(
    () => 'no failure',
    (error: unknown) => (error instanceof AppError ? error.code : error),
  )
}

/** Everything that a terminal prints until it ends, and its exit code. */
async function untilExit(terminal: TerminalProcess): Promise<{ text: string; code: number }> {
  const chunks: Uint8Array[] = []
  terminal.onData((data) => chunks.push(data))
  const code = await new Promise<number>((resolve) => terminal.onExit(resolve))
  return { text: Buffer.concat(chunks).toString('utf8'), code }
}

describe('a command', () => {
  test('answers with its exit code, its output and its errors apart', async () => {
    const result = await machine.exec(['sh', '-c', 'echo out; echo wrong >&2; exit 3'])
    expect(result).toEqual({ exitCode: 3, stdout: 'out\n', stderr: 'wrong\n' })
  })

  test('gets user, folder and environment', async () => {
    const argv = ['sh', '-c', 'echo "$(whoami) $(pwd) $WORD"']
    const result = await machine.exec(argv, { user: 'candidate', cwd: '/home/candidate', env: { WORD: 'a b' } })
    expect(result.stdout).toBe('candidate /home/candidate a b\n')
  })

  test('reads its standard input to the end, 5 MB of it', async () => {
    const stdin = Buffer.alloc(5_000_000, 'some words ')
    const result = await machine.exec(['md5sum'], { stdin })
    expect(result.stdout).toBe(`${createHash('md5').update(stdin).digest('hex')}  -\n`)
  })

  test('that does not exist is an exit code, as in a shell', async () => {
    const result = await machine.exec(['no-such-command'])
    expect([126, 127]).toContain(result.exitCode)
  })

  test('that takes too long ends with a timeout, and so do its children', async () => {
    expect(await failureOf(machine.exec(['sh', '-c', 'sleep 7771 & sleep 7772'], { timeoutMs: 300 }))).toBe('timeout')
    expect((await machine.exec(['pgrep', '-f', 'sleep 777'])).exitCode).toBe(1)
  })

  test('is ended when its caller no longer wants it', async () => {
    const abort = new AbortController()
    const reason = new AppError('cancelled', 'another task was chosen')
    const ended = failureOf(machine.exec(['sleep', '7773'], { signal: abort.signal }))
    abort.abort(reason)
    expect(await ended).toBe('cancelled')
    expect((await machine.exec(['pgrep', '-f', 'sleep 7773'])).exitCode).toBe(1)
  })
})

describe('a file', () => {
  test('comes back byte for byte, with the mode and owner asked for', async () => {
    const content = Uint8Array.from({ length: 256 }, (_, byte) => byte)
    await machine.putFile('/srv/new/folder/file', content, { mode: 0o640, owner: 'candidate:candidate' })
    expect(await machine.readFile('/srv/new/folder/file')).toEqual(content)
    expect((await machine.exec(['stat', '-c', '%a %U %G', '/srv/new/folder/file'])).stdout).toBe('640 candidate candidate\n')
    expect((await machine.exec(['ls', '-A', '/srv/new/folder'])).stdout).toBe('file\n')
  })

  test('that is not there is undefined', async () => {
    expect(await machine.readFile('/srv/none')).toBeUndefined()
  })

  test('that the engine mounted by itself can be written too', async () => {
    const hosts = await machine.readFile('/etc/hosts')
    await machine.putFile('/etc/hosts', `${Buffer.from(hosts ?? []).toString('utf8')}192.0.2.9 there\n`)
    expect((await machine.exec(['getent', 'hosts', 'there'])).stdout).toContain('192.0.2.9')
  })
})

describe('a terminal', () => {
  test('has its size from the first moment, and the next one after a resize', async () => {
    const argv = ['bash', '-c', 'stty size; read line; stty size; exit 7']
    const terminal = await machine.openTerminal({ argv, user: 'candidate', size })
    const done = untilExit(terminal)
    await terminal.resize({ cols: 90, rows: 20 })
    terminal.write(Buffer.from('go\n'))
    const { text, code } = await done
    expect(
      text
        .split(/\r?\n/)
        .filter((line) => /^\d+ \d+$/.test(line))
        .at(-1),
    ).toBe('20 90')
    expect(code).toBe(7)
  })

  test('starts with the size that was asked for', async () => {
    const terminal = await machine.openTerminal({ argv: ['stty', 'size'], user: 'candidate', size })
    expect((await untilExit(terminal)).text).toBe('41 133\r\n')
  })

  test('holds back 20 MB while its reader is paused, and loses none of it', async () => {
    const argv = ['sh', '-c', 'head -c 20000000 /dev/zero | tr "\\0" x']
    const terminal = await machine.openTerminal({ argv, user: 'candidate', size })
    let bytes = 0
    terminal.pause()
    terminal.onData((data) => {
      bytes += data.length
    })
    const exited = new Promise((resolve) => terminal.onExit(resolve))
    // Its writer stands still: the pipe and the buffers on the way are full, and nothing has reached us.
    await expect.poll(async () => (await machine.exec(['pgrep', '-x', 'head'])).exitCode, { timeout: 10_000 }).toBe(0)
    expect(bytes).toBe(0)
    terminal.resume()
    await exited
    expect(bytes).toBe(20_000_000)
  })

  test('that is let go ends its process and nothing else', async () => {
    const argv = ['sh', '-c', 'setsid sleep 7774 & exec sleep 7775']
    const terminal = await machine.openTerminal({ argv, user: 'candidate', size })
    await expect
      .poll(async () => (await machine.exec(['pgrep', '-f', 'sleep 777[45]'])).stdout.trim().split('\n').length, { timeout: 10_000 })
      .toBe(2)
    terminal.detach()
    await expect.poll(async () => (await machine.exec(['pgrep', '-f', 'sleep 7775'])).exitCode, { timeout: 10_000 }).toBe(1)
    expect((await machine.exec(['pkill', '-f', 'sleep 7774'])).exitCode).toBe(0)
  })

  test('of a user that does not exist is refused in words', async () => {
    await expect(machine.openTerminal({ argv: ['bash'], user: 'nobody-here', size })).rejects.toThrow(/nobody-here/)
  })
})

describe('a machine that cannot answer', () => {
  test('frozen: says so at once instead of hanging', async () => {
    await engine.pause(container)
    try {
      expect(await failureOf(machine.exec(['true']))).toBe('machine-unreachable')
      expect(await failureOf(machine.openTerminal({ argv: ['bash'], user: 'root', size }))).toBe('machine-unreachable')
    } finally {
      await engine.unpause(container)
    }
    expect((await machine.exec(['true'])).exitCode).toBe(0)
  })

  test('frozen in the middle of a command: the timeout still comes', async () => {
    const ended = failureOf(machine.exec(['sleep', '3'], { timeoutMs: 1_500 }))
    await expect.poll(async () => (await machine.exec(['pgrep', '-x', 'sleep'])).exitCode, { timeout: 10_000 }).toBe(0)
    await engine.pause(container)
    try {
      expect(await ended).toBe('timeout')
    } finally {
      await engine.unpause(container)
    }
  })

  test('stopped, then gone', async () => {
    await engine.kill(container)
    expect(await failureOf(machine.exec(['true']))).toBe('machine-unreachable')
    await engine.remove(container)
    expect(await failureOf(machine.exec(['true']))).toBe('machine-unreachable')
  })
})
