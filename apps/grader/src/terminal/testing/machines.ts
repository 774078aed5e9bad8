// The two machines that the terminal's tests use: `base`, and a host to reach by ssh, both from the real images.
import { containerMachine } from '../../sandbox/container-machine.ts'
import { dockerEngine } from '../../sandbox/docker-engine.ts'
import { LABEL, type Role, sessionLabels } from '../../sandbox/labels.ts'
import type { Machine } from '../../sandbox/machine.ts'
import { imageSet } from '../../sandbox/recipe/prepare-images.ts'
import { removeSession } from '../../sandbox/remove.ts'

const SUBNET = '10.79.83.16/28'
const GATEWAY = '10.79.83.17'
/** A node without its cluster: sshd alone is enough to be reached, and is up at once. */
const SSHD = 'mkdir -p /run/sshd && exec /usr/sbin/sshd -D'

export interface TestMachines {
  readonly base: Machine
  /** The ssh name of the other one. */
  readonly host: string
  dispose(): Promise<void>
}

/** Replaces what an interrupted run left behind. */
export async function startMachines(name: string): Promise<TestMachines> {
  const engine = dockerEngine()
  const images = imageSet()
  const session = `test-${name}`
  const labels = (role: Role) => ({ ...sessionLabels(session), [LABEL.role]: role })
  const machine = { base: `unflunk-${session}-base`, node: `unflunk-${session}-node` }
  const network = `unflunk-${session}`
  await removeSession(engine, session)
  await engine.createNetwork(network, SUBNET, GATEWAY, sessionLabels(session))
  const base = { address: '10.79.83.18', network, aliases: ['base'] }
  await engine.create({ name: machine.base, image: images.base, hostname: 'base', labels: labels('base'), attachment: base })
  const node = { address: '10.79.83.19', network, aliases: ['cka7968'] }
  const entrypoint = ['sh', '-c', SSHD]
  await engine.create({ name: machine.node, image: images.node, hostname: 'cka7968', labels: labels('node'), attachment: node, entrypoint })
  await Promise.all([engine.start(machine.base), engine.start(machine.node)])
  return {
    base: containerMachine(engine, machine.base, 'base'),
    host: 'cka7968',
    dispose: async () => {
      await removeSession(engine, session)
    },
  }
}
