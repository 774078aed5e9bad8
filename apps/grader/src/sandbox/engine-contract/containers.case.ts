// What an engine promises about the life of a container.
import { expect, test } from 'vitest'
import type { Bench } from './bench.ts'

const GONE = { code: 'machine-unreachable' }

export function containerCases(bench: Bench): void {
  const statusOf = async (name: string) => (await bench.engine.container(name))?.status

  test('one is made, started, killed, waited for and removed', async () => {
    const name = await bench.create('life')
    expect(await statusOf(name)).toBe('stopped')
    await bench.engine.start(name)
    expect(await statusOf(name)).toBe('running')
    await bench.engine.kill(name)
    expect(await bench.engine.wait(name)).toBe(137)
    expect(await statusOf(name)).toBe('stopped')
    await bench.engine.remove(name)
    expect(await statusOf(name)).toBeUndefined()
  })

  test('one that runs is started again without harm', async () => {
    const name = await bench.run('started')
    await bench.engine.start(name)
    expect(await statusOf(name)).toBe('running')
  })

  test('one that was stopped starts with its files', async () => {
    const name = await bench.run('restarted')
    await bench.sh(name, 'echo kept > /srv/kept')
    await bench.engine.kill(name)
    await bench.engine.wait(name)
    await bench.engine.start(name)
    expect((await bench.sh(name, 'cat /srv/kept')).stdout).toBe('kept\n')
  })

  test('waiting gives the exit code, also of one that has ended already', async () => {
    const name = await bench.run('exit', { entrypoint: ['sh', '-c'], command: ['exit 7'] })
    expect(await bench.engine.wait(name)).toBe(7)
    expect(await bench.engine.wait(name)).toBe(7)
  })

  test('waiting ends when nobody wants it any more', async () => {
    const name = await bench.run('waited')
    const abort = new AbortController()
    const waiting = bench.engine.wait(name, abort.signal)
    abort.abort()
    await expect(waiting).rejects.toThrow(/abort/i)
    expect(await statusOf(name)).toBe('running')
  })

  test('a signal reaches its first process', async () => {
    const trap = 'trap "exit 9" TERM; echo ready; while :; do sleep 0.1; done'
    const name = await bench.run('signal', { entrypoint: ['bash', '-c', trap] })
    await expect.poll(() => bench.engine.logs(name)).toContain('ready')
    await bench.engine.kill(name, 'SIGTERM')
    expect(await bench.engine.wait(name)).toBe(9)
  })

  test('killing one that has stopped, or is gone, does nothing', async () => {
    const name = await bench.create('unstarted')
    await bench.engine.kill(name)
    await bench.engine.remove(name)
    await bench.engine.kill(name)
  })

  test('they are found by label, with and without a value', async () => {
    const mark = bench.name('mark')
    const [one, other] = [
      await bench.create('one', { labels: { 'unflunk.mark': mark } }),
      await bench.create('other', { labels: { 'unflunk.mark': 'another' } }),
    ]
    expect((await bench.engine.containers({ 'unflunk.mark': mark })).map((found) => found.name)).toEqual([one])
    const both = (await bench.engine.containers({ ...bench.labels, 'unflunk.mark': '' })).map((found) => found.name)
    expect(both).toEqual(expect.arrayContaining([one, other]))
    expect((await bench.engine.container(one))?.labels).toMatchObject({ ...bench.labels, 'unflunk.mark': mark })
    expect((await bench.engine.container(one))?.image).toBe(bench.image)
  })

  test('a list and a look at one tell the same', async () => {
    const network = await bench.network('seen')
    const attachment = { network: network.name, address: network.address(5), aliases: [] }
    const name = await bench.run('seen', { attachment, publish: [8080], labels: { 'unflunk.mark': bench.name('mark') } })
    const seen = await bench.engine.container(name)
    const [listed] = await bench.engine.containers({ 'unflunk.mark': seen?.labels['unflunk.mark'] ?? 'none' })
    expect(listed).toEqual(seen)
    expect(seen?.addresses).toEqual({ [network.name]: network.address(5) })
  })

  test('a frozen one says so, does no work, and goes on where it was', async () => {
    const count = 'i=0; while :; do i=$((i+1)); echo $i > /srv/count; sleep 0.05; done'
    const name = await bench.run('frozen', { entrypoint: ['bash', '-c', count] })
    const counted = async () => Number((await bench.sh(name, 'cat /srv/count 2>/dev/null || echo 0')).stdout)
    await expect.poll(counted).toBeGreaterThan(0)
    await bench.engine.pause(name)
    expect(await statusOf(name)).toBe('paused')
    await expect(bench.sh(name, 'true')).rejects.toMatchObject(GONE)
    await bench.engine.unpause(name)
    expect(await statusOf(name)).toBe('running')
    const before = await counted()
    await expect.poll(counted).toBeGreaterThan(before)
  })

  test('thawing one that is not frozen does nothing', async () => {
    const name = await bench.run('awake')
    await bench.engine.unpause(name)
    expect(await statusOf(name)).toBe('running')
  })

  test('a frozen one can be removed', async () => {
    const name = await bench.run('frozen')
    await bench.engine.pause(name)
    await bench.engine.unpause(name)
    await bench.engine.remove(name)
    expect(await statusOf(name)).toBeUndefined()
  })

  test('removing one twice at the same moment is fine, and it is gone afterwards', async () => {
    const name = await bench.run('removed')
    await Promise.all([bench.engine.remove(name), bench.engine.remove(name)])
    expect(await statusOf(name)).toBeUndefined()
    await bench.engine.remove(name)
  })

  test('one that is gone cannot be reached', async () => {
    const name = await bench.run('gone')
    await bench.engine.remove(name)
    const { engine } = bench
    const refused = [
      () => engine.start(name),
      () => engine.pause(name),
      () => engine.unpause(name),
      () => engine.wait(name),
      () => engine.usage(name),
      () => engine.logs(name),
      () => engine.commit(name, 'unflunk/contract:gone', bench.labels),
      () => bench.sh(name, 'true'),
    ]
    for (const attempt of refused) await expect(attempt(), String(attempt)).rejects.toMatchObject(GONE)
  })

  test('one that has stopped takes no command and cannot be frozen', async () => {
    const name = await bench.create('stopped')
    await expect(bench.sh(name, 'true')).rejects.toMatchObject(GONE)
    await expect(bench.engine.pause(name)).rejects.toMatchObject(GONE)
  })

  test('its log is what it printed, line by line, in order', async () => {
    const lines = [1, 40, 65, 97, 200].map((length) => 'x'.repeat(length))
    const print = lines.map((line, index) => `echo ${line} >&${(index % 2) + 1}; sleep 0.1`).join('; ')
    const name = await bench.run('log', { entrypoint: ['sh', '-c', print] })
    await bench.engine.wait(name)
    expect(await bench.engine.logs(name)).toBe(`${lines.join('\n')}\n`)
  })

  test('its use of memory and CPU grows with its work', async () => {
    const name = await bench.run('busy')
    const before = await bench.engine.usage(name)
    expect(before.memoryBytes).toBeGreaterThan(0)
    const work = await bench.engine.exec(name, {
      argv: ['perl', '-e', '$kept = "x" x 60_000_000; 1 while $i++ < 5_000_000; sleep 600'],
      user: 'root',
      tty: false,
      stdin: false,
    })
    await expect.poll(async () => (await bench.engine.usage(name)).memoryBytes - before.memoryBytes, POLL).toBeGreaterThan(50_000_000)
    await expect.poll(async () => (await bench.engine.usage(name)).cpuNanoseconds - before.cpuNanoseconds, POLL).toBeGreaterThan(50_000_000)
    work.stream.destroy()
  })
}

const POLL = { timeout: 30_000 }
