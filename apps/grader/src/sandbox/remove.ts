// Removes machines: containers first, then the networks and volumes that they used.
import type { Engine } from './engine.ts'
import { sessionLabels } from './labels.ts'

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
  return { containers: containers.length, networks: networks.length, volumes: volumes.length }
}
