// What an engine promises about commands in a running container.
import { once } from 'node:events'
import { beforeAll, expect, test } from 'vitest'
import type { Bench } from './bench.ts'

export function execCases(bench: Bench): void {
  let machine = ''
  beforeAll(async () => {
    machine = await bench.run('commands', { env: { OF_MACHINE: 'yes' } })
  })

  test('the exit code comes back, output and errors apart', async () => {
    expect(await bench.sh(machine, 'echo out; echo wrong >&2; exit 3')).toEqual({ exitCode: 3, stdout: 'out\n', stderr: 'wrong\n' })
  })

  test('user, folder and environment are as asked, besides the machine’s own', async () => {
    const how = { user: 'candidate', cwd: '/srv', env: { WORD: 'a "b" $c = d' } }
    const said = await bench.sh(machine, 'echo "$(id -un):$(id -gn) $PWD $OF_MACHINE $WORD"', how)
    expect(said.stdout).toBe('candidate:candidate /srv yes a "b" $c = d\n')
  })

  test('arguments arrive as they were given', async () => {
    const argv = ['printf', '%s|', 'two words', '', '$HOME', '*', "it's"]
    expect((await bench.sh(machine, '', { argv })).stdout).toBe("two words||$HOME|*|it's|")
  })

  test('standard input is read to its end', async () => {
    const input = 'some words\n'.repeat(100_000)
    expect((await bench.sh(machine, 'wc -c', { input })).stdout.trim()).toBe(String(input.length))
  })

  test('without standard input it is at its end at once', async () => {
    expect((await bench.sh(machine, 'cat; echo end')).stdout).toBe('end\n')
  })

  test('many at once each get their own answer', async () => {
    const numbers = Array.from({ length: 12 }, (_, number) => number)
    const said = await Promise.all(numbers.map((number) => bench.sh(machine, `echo ${number}; exit ${number}`)))
    expect(said.map(({ exitCode, stdout }) => [exitCode, stdout])).toEqual(numbers.map((number) => [number, `${number}\n`]))
  })

  test('a program that is not there is an exit code, as in a shell', async () => {
    expect([126, 127]).toContain((await bench.sh(machine, '', { argv: ['no-such-program'] })).exitCode)
  })

  test('a terminal is raw bytes both ways, with the size it is given', async () => {
    const argv = ['bash', '-c', 'tty; read line; stty size; echo "read $line" >&2; exit 5']
    const exec = await bench.engine.exec(machine, { argv, user: 'root', tty: true, stdin: true })
    let shown = ''
    exec.stream.on('data', (chunk) => {
      shown += String(chunk)
    })
    await expect.poll(() => shown).toMatch(/^\/dev\/(pts\/\d+|console)\r\n/)
    await exec.resize(133, 41)
    exec.stream.write('hello\n')
    await once(exec.stream, 'end')
    expect(shown).toMatch(/hello\r\n41 133\r\nread hello\r\n$/)
    expect(await exec.exitCode()).toBe(5)
  })

  test('a machine that ends takes its commands along, with an exit code', async () => {
    const name = await bench.run('ending')
    const exec = await bench.engine.exec(name, { argv: ['sh', '-c', 'echo started; sleep 600'], user: 'root', tty: false, stdin: false })
    await once(exec.stream, 'data')
    const ended = once(exec.stream.resume(), 'end')
    await bench.engine.kill(name)
    await ended
    expect(await exec.exitCode()).toBeGreaterThan(0)
  })

  test('a machine that is removed meanwhile is told as unreachable, not waited for', async () => {
    const name = await bench.run('removed')
    const exec = await bench.engine.exec(name, { argv: ['sh', '-c', 'echo started; sleep 600'], user: 'root', tty: false, stdin: false })
    await once(exec.stream, 'data')
    exec.stream.resume()
    await bench.engine.remove(name)
    await expect(exec.exitCode()).rejects.toMatchObject({ code: 'machine-unreachable' })
  })
}
