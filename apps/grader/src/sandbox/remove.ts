// Removes machines: containers first, then the networks and volumes that they used, and what of them is left in the kernel.
import type { ContainerState, Engine } from './engine.ts'
import { LABEL, type Role, sessionLabels } from './labels.ts'
import { FORGET_PROFILES } from './node-container.ts'

/** How much was removed, by kind. */
export interface Removed {
  readonly containers: number
  readonly networks: number
  readonly volumes: number
}

export async function removeSession(engine: Engine, sessionId: string): Promise<Removed> {
  return await removeLabelled(engine, sessionLabels(sessionId))
}

export async function removeLabelled(engine: Engine, labels: Readonly<Record<string, string>>): Promise<Removed> {
  const containers = await engine.containers(labels)
  // A frozen process cannot take the signal that ends it.
  for (const container of containers) if (container.status === 'paused') await engine.unpause(container.name)
  await Promise.all(containers.map((container) => engine.remove(container.name)))
  const [networks, volumes] = await Promise.all([engine.networks(labels), engine.volumes(labels)])
  await Promise.all([
    ...networks.map((network) => engine.removeNetwork(network.name)),
    ...volumes.map((volume) => engine.removeVolume(volume.name)),
  ])
  await forgetProfiles(
    engine,
    containers.filter(({ labels }) => labels[LABEL.role] === ('node' satisfies Role)),
  )
  return { containers: containers.length, networks: networks.length, volumes: volumes.length }
}

/** The name spaces of AppArmor that the entry points of nodes have made. Only a process outside of them can remove them. */
async function forgetProfiles(engine: Engine, nodes: readonly ContainerState[]): Promise<void> {
  const [first] = nodes
  if (first === undefined || !(await engine.info()).apparmor) return
  const name = `${first.name}-profiles`
  await engine.create({
    name,
    image: first.image,
    hostname: 'profiles',
    labels: { ...first.labels, [LABEL.role]: 'helper' satisfies Role },
    entrypoint: ['/bin/sh', '-c', FORGET_PROFILES, 'profiles', ...nodes.map((node) => node.name)],
    capAdd: ['SYS_ADMIN', 'MAC_ADMIN'],
    securityOpt: ['apparmor=unconfined'],
  })
  await engine.start(name)
  await engine.wait(name)
  await engine.remove(name)
}
