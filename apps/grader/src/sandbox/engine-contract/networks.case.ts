// What an engine promises about networks and volumes.
import { createConnection } from 'node:net'
import { networkInterfaces } from 'node:os'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import type { Bench, BenchNetwork } from './bench.ts'

/** Greets everyone who connects. */
const GREET =
  'use IO::Socket::INET; $s = IO::Socket::INET->new(LocalPort => 8080, Listen => 5); while ($c = $s->accept) { print $c "hello\\n"; close $c }'

export function networkCases(bench: Bench): void {
  const at = (network: BenchNetwork, number: number, ...aliases: string[]) => ({
    network: network.name,
    address: network.address(number),
    aliases,
  })
  const resolved = async (from: string, name: string) =>
    (await bench.sh(from, `getent ahostsv4 ${name} | awk '{print $1; exit}'`)).stdout.trim()
  const reached = async (from: string, address: string) => (await bench.sh(from, `ping -c1 -W2 ${address}`)).exitCode === 0

  test('a network is found by its label, with its subnet', async () => {
    const network = await bench.network('found')
    const found = (await bench.engine.networks(bench.labels)).find(({ name }) => name === network.name)
    expect(found).toMatchObject({ subnets: [network.subnet], labels: bench.labels })
  })

  test('a subnet that overlaps another is answered with false, not with a failure', async () => {
    const { subnet, address } = await bench.network('first')
    expect(await bench.engine.createNetwork(bench.name('same'), subnet, address(1), bench.labels)).toBe(false)
    expect(await bench.engine.createNetwork(bench.name('part'), `${address(0)}/29`, address(1), bench.labels)).toBe(false)
  })

  test('a container has the address it was given, and others find it by its aliases', async () => {
    const network = await bench.network('named')
    const server = await bench.run('server', { attachment: at(network, 4, 'web', 'registry.unflunk') })
    const client = await bench.run('client', { attachment: at(network, 5) })
    expect((await bench.sh(server, 'hostname -I')).stdout.trim()).toBe(network.address(4))
    expect(await resolved(client, 'web')).toBe(network.address(4))
    expect(await resolved(client, 'registry.unflunk')).toBe(network.address(4))
    expect(await reached(client, 'web')).toBe(true)
  })

  test('a second network is joined and left while the container runs', async () => {
    const [home, second] = [await bench.network('home'), await bench.network('second')]
    const [mover, waiter] = await Promise.all([
      bench.run('mover', { attachment: at(home, 4) }),
      bench.run('waiter', { attachment: at(second, 4) }),
    ])
    await bench.engine.connect(second.name, mover, { address: second.address(5), aliases: ['visitor'] })
    expect((await bench.engine.container(mover))?.addresses).toEqual({ [home.name]: home.address(4), [second.name]: second.address(5) })
    expect(await resolved(waiter, 'visitor')).toBe(second.address(5))
    expect(await reached(mover, second.address(4))).toBe(true)
    await bench.engine.disconnect(second.name, mover)
    expect((await bench.engine.container(mover))?.addresses).toEqual({ [home.name]: home.address(4) })
    expect(await reached(waiter, second.address(5))).toBe(false)
    await bench.engine.disconnect(second.name, mover)
  })

  test('machines on two networks do not reach each other', async () => {
    const [one, two] = [await bench.network('one'), await bench.network('two')]
    const inside = await bench.run('inside', { attachment: at(one, 4) })
    await bench.run('outside', { attachment: at(two, 4) })
    expect(await reached(inside, one.address(1))).toBe(true)
    expect(await reached(inside, two.address(4))).toBe(false)
  })

  test('without a network there is only loopback', async () => {
    const alone = await bench.run('alone')
    expect((await bench.sh(alone, 'hostname -I')).stdout.trim()).toBe('')
    expect((await bench.engine.container(alone))?.addresses).toEqual({})
  })

  test('a published port is reached on 127.0.0.1 and on no other address of the user’s machine', async () => {
    const network = await bench.network('published')
    const server = await bench.run('greeter', { attachment: at(network, 4), publish: [8080], entrypoint: ['perl', '-e', GREET] })
    const port = (await bench.engine.container(server))?.ports[8080] ?? 0
    await expect.poll(() => greeting('127.0.0.1', port).catch(String), { timeout: 10_000 }).toBe('hello\n')
    for (const address of addressesOfThisMachine()) await expect(greeting(address, port), address).rejects.toThrow(/ECONNREFUSED/)
  })

  test('removing a network twice is fine, and so is parting from one that is gone', async () => {
    const network = await bench.network('gone')
    const container = await bench.run('left')
    await bench.engine.removeNetwork(network.name)
    await bench.engine.removeNetwork(network.name)
    await bench.engine.disconnect(network.name, container)
    await bench.engine.disconnect(bench.name('never'), bench.name('never'))
  })

  test('a volume is found by its label; making it again keeps what is in it', async () => {
    const volume = await bench.volume('kept')
    const writer = await bench.run('writer', { volumes: [{ name: volume, path: '/kept' }] })
    await bench.sh(writer, 'echo kept > /kept/file')
    await bench.engine.remove(writer)
    await bench.engine.createVolume(volume, bench.labels)
    expect(await bench.engine.volumes(bench.labels)).toContainEqual(expect.objectContaining({ name: volume, labels: bench.labels }))
    const reader = await bench.run('reader', { volumes: [{ name: volume, path: '/kept' }] })
    expect((await bench.sh(reader, 'cat /kept/file')).stdout).toBe('kept\n')
  })

  test('removing a volume twice is fine', async () => {
    const volume = await bench.volume('gone')
    await bench.engine.removeVolume(volume)
    await bench.engine.removeVolume(volume)
    expect(await bench.engine.volumes(bench.labels)).not.toContainEqual(expect.objectContaining({ name: volume }))
  })
}

async function greeting(host: string, port: number): Promise<string> {
  return await text(createConnection({ host, port, timeout: 5_000 }))
}

function addressesOfThisMachine(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .flatMap(({ family, internal, address }) => (family === 'IPv4' && !internal ? [address] : []))
}
