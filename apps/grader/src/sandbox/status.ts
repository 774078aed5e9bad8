// What the sandbox holds on this machine now: sessions with their clusters, snapshots and images, and what they take.
import type { Engine } from './engine.ts'
import { GOLDEN_SESSION, LABEL } from './labels.ts'

export interface MachineStatus {
  readonly name: string
  readonly role: string
  readonly cluster: string | undefined
  readonly host: string | undefined
  readonly state: 'running' | 'paused' | 'stopped'
  readonly memoryBytes: number
}

export interface SandboxHoldings {
  readonly sessions: readonly { readonly id: string; readonly isWaiting?: boolean; readonly machines: readonly MachineStatus[] }[]
  readonly snapshots: readonly string[]
  readonly images: readonly { readonly tag: string; readonly bytes: number }[]
}

export async function readHoldings(engine: Engine): Promise<SandboxHoldings> {
  const [containers, images, volumes, waiting] = await Promise.all([
    engine.containers({ [LABEL.session]: '' }),
    engine.images({ [LABEL.ours]: '' }),
    engine.volumes({ [LABEL.golden]: '' }),
    engine.volumes({ [LABEL.waiting]: '' }),
  ])
  const machines = await Promise.all(
    containers.map(async (container) => ({
      session: container.labels[LABEL.session] ?? '',
      name: container.name,
      role: container.labels[LABEL.role] ?? '',
      cluster: container.labels[LABEL.cluster],
      host: container.labels[LABEL.host],
      state: container.status,
      memoryBytes: container.status === 'stopped' ? 0 : (await engine.usage(container.name)).memoryBytes,
    })),
  )
  const ids = [...new Set(machines.map((machine) => machine.session))].sort()
  return {
    sessions: ids.map((id) => ({
      id,
      isWaiting: waiting.some(({ labels }) => labels[LABEL.session] === id),
      machines: machines.filter((machine) => machine.session === id),
    })),
    snapshots: [...new Set(volumes.map((volume) => volume.labels[LABEL.golden] ?? ''))].sort(),
    images: images.flatMap((image) => image.tags.map((tag) => ({ tag, bytes: image.bytes }))).sort((a, b) => a.tag.localeCompare(b.tag)),
  }
}

export function describeHoldings(holdings: SandboxHoldings): string[] {
  const mb = (bytes: number) => `${Math.round(bytes / 1024 ** 2)} MB`
  const total = holdings.sessions.flatMap((session) => session.machines).reduce((sum, machine) => sum + machine.memoryBytes, 0)
  const sessions = holdings.sessions.flatMap(({ id, isWaiting, machines }) => [
    id === GOLDEN_SESSION
      ? 'A snapshot is being built (or was interrupted):'
      : `Session ${id}${isWaiting ? ', kept ready for the next practice' : ''}:`,
    ...machines.map((machine) => {
      const place = [machine.host, machine.cluster === undefined ? machine.role : `cluster ${machine.cluster}`].filter(Boolean).join(', ')
      return `  ${machine.name}  ${machine.state === 'paused' ? 'frozen' : machine.state}  ${mb(machine.memoryBytes)}  (${place})`
    }),
  ])
  return [
    ...(sessions.length === 0 ? ['No sessions.'] : [...sessions, `Memory of all machines: ${mb(total)}`]),
    `Snapshots: ${holdings.snapshots.length === 0 ? 'none' : holdings.snapshots.join(', ')}`,
    `Images: ${holdings.images.length === 0 ? 'none' : ''}`,
    ...holdings.images.map((image) => `  ${image.tag}  ${mb(image.bytes)}`),
  ]
}
