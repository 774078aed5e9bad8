// The two machines that the terminal's tests use: `base`, and a host to reach by ssh, both from the real images.
import { readFile } from 'node:fs/promises'
import { containerMachine } from '../../sandbox/container-machine.ts'
import { dockerEngine } from '../../sandbox/docker-engine.ts'
import type { Machine } from '../../sandbox/machine.ts'

const BASE_IMAGE = process.env.UNFLUNK_TEST_BASE_IMAGE ?? 'unflunk/base:dev'
const NODE_IMAGE = process.env.UNFLUNK_TEST_NODE_IMAGE ?? 'unflunk/node:dev'
const SUBNET = ['10.79.83.16/28', '10.79.83.17'] as const
const MARKS = new URL('../../../../../sandbox/shell/shell-marks.bash', import.meta.url)

export interface TestMachines {
  readonly base: Machine
  readonly host: string
  dispose(): Promise<void>
}

export async function startMachines(): Promise<TestMachines> {
  const engine = dockerEngine()
  const labels = { unflunk: '1', 'unflunk.test': 'terminal' }
  const name = `unflunk-test-terminal-${process.pid}`
  const containers = { base: `${name}-base`, node: `${name}-node` }
  const dispose = async () => {
    await Promise.all(Object.values(containers).map((container) => engine.remove(container)))
    await engine.removeNetwork(name)
  }
  try {
    await engine.createNetwork(name, ...SUBNET, labels)
    const common = { labels, capAdd: ['SYS_PTRACE'] }
    const at = (address: string, alias: string) => ({ network: name, address, aliases: [alias] })
    await engine.create({ ...common, name: containers.base, image: BASE_IMAGE, hostname: 'base', attachment: at('10.79.83.18', 'base') })
    await engine.create({
      ...common,
      name: containers.node,
      image: NODE_IMAGE,
      hostname: 'cka7968',
      attachment: at('10.79.83.19', 'cka7968'),
      entrypoint: ['sh', '-c', 'mkdir -p /run/sshd && exec /usr/sbin/sshd -D'],
      command: [],
    })
    const marks = await readFile(MARKS)
    for (const container of Object.values(containers)) {
      await engine.start(container)
      await containerMachine(engine, container, container).putFile('/etc/unflunk/shell-marks.bash', marks)
    }
    return { base: containerMachine(engine, containers.base, 'base'), host: 'cka7968', dispose }
  } catch (error) {
    await dispose()
    throw error
  }
}
