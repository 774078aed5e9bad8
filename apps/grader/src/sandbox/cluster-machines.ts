// The machines of one cluster as containers: made from a snapshot, or bare, and removed.
import type { ClusterShape } from '@unflunk/shared/scenario'
import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../lib/logger.ts'
import { furnishBare } from './bare-machine.ts'
import { containerMachine } from './container-machine.ts'
import type { Engine, EngineInfo } from './engine.ts'
import type { ClusterRequest } from './fleet.ts'
import type { Golden, GoldenNode } from './golden.ts'
import { LABEL, nameOf, sessionLabels } from './labels.ts'
import type { Machine } from './machine.ts'
import { entering, nodeContainer, START_CONTROLLER_MANAGER } from './node-container.ts'
import type { SessionNetwork } from './session-network.ts'
import { type NodePlace, nodesOf, wholeShape } from './topology.ts'

export interface ClusterParts {
  readonly engine: Engine
  readonly clock: Clock
  readonly logger: Logger
  readonly info: EngineInfo
  readonly network: SessionNetwork
  /** Its snapshot, made first where there is none; absent when all machines are bare. */
  readonly golden?: (tell: (message: string) => void, signal?: AbortSignal) => Promise<Golden>
  /** What bare machines are made of, and our servers. */
  readonly images: { readonly node: string; readonly registry: string }
  /** How long a cluster stays awake without a lease. */
  readonly idleMs: number
}

export class ClusterMachines {
  readonly shape: ClusterShape
  readonly machines: Readonly<Record<string, Machine>>
  readonly controlPlane: Machine
  /** Names of the containers, the control plane's first. */
  readonly containers: readonly string[]
  readonly #parts: ClusterParts
  readonly #request: ClusterRequest
  readonly #places: readonly NodePlace[]

  /** `before` throws when the cluster sleeps, so that nothing hangs. */
  constructor(parts: ClusterParts, request: ClusterRequest, before: () => void) {
    this.#parts = parts
    this.#request = request
    this.shape = wholeShape(request)
    this.#places = nodesOf(this.shape)
    this.containers = this.#places.map((place) => this.#name(place))
    const enter = (place: NodePlace) => (parts.info.apparmor ? entering(this.#name(place)) : [])
    const machines = this.#places.map((place, index) => {
      const name = index === 0 ? request.host : place.name
      return [place.name, containerMachine(parts.engine, this.#name(place), name, { before, enter: enter(place) })] as const
    })
    this.machines = Object.fromEntries(machines)
    const [first] = machines
    if (!first) throw new RangeError('a cluster has a control plane')
    this.controlPlane = first[1]
  }

  /** Those of the snapshot; the bare ones, which no snapshot has, from the plain image. */
  async create(subnet: string, golden: Golden | undefined): Promise<void> {
    await Promise.all(this.#places.map((place, index) => this.#createOne(place, subnet, golden, golden?.nodes[index])))
  }

  /** Resolves when kubeadm could run on the bare ones. */
  async furnish(signal?: AbortSignal): Promise<void> {
    const { clock, info } = this.#parts
    const bare = this.#places.filter((place) => place.bare)
    await Promise.all(bare.map((place) => furnishBare(this.#machine(place), place, info, clock, signal)))
  }

  /** The first boot of a copy has kept it back until the API server answers. */
  async startControllerManagers(): Promise<void> {
    const controlPlanes = this.#places.filter(({ controlPlane, bare }) => controlPlane && !bare)
    await Promise.all(controlPlanes.map((place) => this.#machine(place).exec(['sh', '-c', START_CONTROLLER_MANAGER])))
  }

  async remove(): Promise<void> {
    const { engine } = this.#parts
    await Promise.all(
      this.#places.map(async (place) => {
        const name = this.#name(place)
        if ((await engine.container(name))?.status === 'paused') await engine.unpause(name)
        await engine.remove(name)
        await engine.removeVolume(this.#varVolume(place))
      }),
    )
  }

  async #createOne(place: NodePlace, subnet: string, golden?: Golden, node?: GoldenNode): Promise<void> {
    const { engine, info, images, network } = this.#parts
    const { id, host, guests = [] } = this.#request
    const labels = { ...sessionLabels(network.sessionId), [LABEL.cluster]: id }
    const name = this.#name(place)
    const varVolume = this.#varVolume(place)
    await engine.createVolume(varVolume, labels)
    const own = { [LABEL.role]: 'node', [LABEL.node]: place.name, [LABEL.host]: host }
    const spec = {
      name,
      image: node?.image ?? images.node,
      hostname: place === this.#places[0] ? host : place.name,
      labels: { ...labels, ...own, ...(golden ? { [LABEL.golden]: golden.key } : {}) },
      network: network.networkOf(id),
      subnet,
      shape: this.shape,
      place,
      varVolume,
      host,
      guests,
      sessionVolume: network.volume,
      ...(node ? { golden: node.volume } : {}),
    }
    await engine.create(nodeContainer(spec, info))
    await engine.start(name)
  }

  #machine({ name }: NodePlace): Machine {
    const machine = this.machines[name]
    if (!machine) throw new RangeError(`${this.#request.host} has no machine ${name}`)
    return machine
  }

  #name(place: NodePlace): string {
    return nameOf(this.#parts.network.sessionId, this.#request.id, place.name)
  }

  #varVolume(place: NodePlace): string {
    return nameOf(this.#parts.network.sessionId, this.#request.id, place.name, 'var')
  }
}
