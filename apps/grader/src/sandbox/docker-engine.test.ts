// How an engine's failures are told: one that is not there, and one that answers what Docker and Podman answer.
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Docker from 'dockerode'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dockerEngine } from './docker-engine.ts'
import type { Engine } from './engine.ts'

const spec = { name: 'm', image: 'i', hostname: 'm', labels: {} }
const command = { argv: ['true'], user: 'root', tty: false, stdin: false }
const attachment = { address: '10.213.0.4', aliases: [] }

const everything: Readonly<Record<keyof Engine, (engine: Engine) => Promise<unknown>>> = {
  info: (engine) => engine.info(),
  images: (engine) => engine.images({}),
  image: (engine) => engine.image('i'),
  removeImage: (engine) => engine.removeImage('i'),
  commit: (engine) => engine.commit('m', 'i:1', {}),
  create: (engine) => engine.create(spec),
  start: (engine) => engine.start('m'),
  kill: (engine) => engine.kill('m'),
  wait: (engine) => engine.wait('m'),
  pause: (engine) => engine.pause('m'),
  unpause: (engine) => engine.unpause('m'),
  remove: (engine) => engine.remove('m'),
  containers: (engine) => engine.containers({}),
  container: (engine) => engine.container('m'),
  usage: (engine) => engine.usage('m'),
  logs: (engine) => engine.logs('m'),
  exec: (engine) => engine.exec('m', command),
  networks: (engine) => engine.networks({}),
  createNetwork: (engine) => engine.createNetwork('n', '10.213.0.0/28', '10.213.0.1', {}),
  connect: (engine) => engine.connect('n', 'm', attachment),
  disconnect: (engine) => engine.disconnect('n', 'm'),
  removeNetwork: (engine) => engine.removeNetwork('n'),
  volumes: (engine) => engine.volumes({}),
  createVolume: (engine) => engine.createVolume('v', {}),
  removeVolume: (engine) => engine.removeVolume('v'),
}

describe('an engine that is not there is told as such', () => {
  const nowhere = dockerEngine(new Docker({ socketPath: '/nonexistent/engine.sock' }))
  test.each(Object.entries(everything))('by %s', async (_, call) => {
    await expect(call(nowhere)).rejects.toMatchObject({ code: 'engine-unavailable', next: expect.stringContaining('systemctl start') })
  })
})

describe('what an engine answers', () => {
  let folder = ''
  let server: Server
  let answer: { status: number; message: string } | 'nothing'
  let engine: Engine

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'unflunk-engine-'))
    const socketPath = join(folder, 'engine.sock')
    server = createServer((request, response) => {
      if (answer === 'nothing') return void request.socket.destroy()
      response.writeHead(answer.status, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ message: answer.message }))
    })
    await new Promise<void>((resolve) => server.listen(socketPath, resolve))
    engine = dockerEngine(new Docker({ socketPath }))
  })

  afterAll(async () => {
    server.closeAllConnections()
    server.close()
    await rm(folder, { recursive: true })
  })

  test.each<[string, keyof Engine, number, string, string, RegExp]>([
    ['a full disk', 'start', 500, 'mkdir /var/lib/x: no space left on device', 'no-space', /^Could not start m: the disk is full\.$/],
    ['a frozen machine', 'exec', 409, 'Container m is paused, unpause the container before exec', 'machine-unreachable', /frozen/],
    ['a stopped machine', 'exec', 409, 'Container m is not running', 'machine-unreachable', /not running/],
    ['a stopped machine of Podman', 'pause', 500, 'container state improper', 'machine-unreachable', /not running/],
    ['a missing machine', 'usage', 404, 'No such container: m', 'machine-unreachable', /^Could not measure m: .*No such container/],
    ['anything else', 'create', 500, 'the moon is full', 'internal', /^Could not create m: the moon is full$/],
  ])('%s', async (_, method, status, message, code, text) => {
    answer = { status, message }
    await expect(everything[method](engine)).rejects.toMatchObject({ code, message: expect.stringMatching(text) })
  })

  test.each<[string, keyof Engine, number, string, unknown]>([
    ['no such image', 'image', 404, 'No such image', undefined],
    ['no such container', 'container', 404, 'No such container', undefined],
    ['a subnet that Docker sees taken', 'createNetwork', 403, 'Pool overlaps with other one on this address space', false],
    ['a subnet that Podman sees taken', 'createNetwork', 500, 'subnet 10.213.0.0/28 is already used on the host', false],
    ['a container that has stopped before the signal', 'kill', 409, 'Container m is not running', undefined],
    ['a container that is not frozen', 'unpause', 500, 'Container m is not paused', undefined],
  ])('%s is an answer, not a failure', async (_, method, status, message, expected) => {
    answer = { status, message }
    expect(await everything[method](engine)).toBe(expected)
  })

  test('an engine that hangs up in the middle is unavailable', async () => {
    answer = 'nothing'
    await expect(engine.info()).rejects.toMatchObject({ code: 'engine-unavailable' })
  })
})
