// The part of a session that all its clusters share: `base`, the registry, and a network of its own for each cluster.
import { readFile } from 'node:fs/promises'
import { AppError } from '@unflunk/shared/error'
import { containerMachine } from './container-machine.ts'
import type { ContainerSpec, Engine } from './engine.ts'
import type { ClusterRequest } from './fleet.ts'
import { kernelConfig } from './kernel-config.ts'
import { LABEL, nameOf, type Role, sessionLabels } from './labels.ts'
import type { Machine } from './machine.ts'
import { registryHosts, SESSION_PATH } from './node-container.ts'
import { freeSubnets, localSubnets, routedSubnets } from './subnets.ts'
import { API_PORT, ENDPOINT, placesIn, REGISTRY_NAMES } from './topology.ts'

/** Two clusters that start at the same moment may pick the same subnet; the engine refuses one, which picks again. */
const PICKS = 64

type Named = Pick<ClusterRequest, 'id' | 'host' | 'guests'>

export class SessionNetwork {
  readonly sessionId: string
  readonly base: Machine
  readonly #engine: Engine
  readonly #subnets = new Map<string, string>()
  #hosts: Promise<void> = Promise.resolve()

  constructor(engine: Engine, sessionId: string) {
    this.#engine = engine
    this.sessionId = sessionId
    this.base = containerMachine(engine, this.#name('base'), 'base')
  }

  /** Shared by all machines of the session: `base` writes it, the nodes read it. */
  get volume(): string {
    return this.#name('session')
  }

  /** Starts `base` (unless `images.base` is absent, as while a snapshot is built) and the registry. */
  async start(images: { registry: string; base?: string }): Promise<void> {
    const subnet = await this.#createNetwork('hub')
    if (images.base !== undefined) await this.#engine.createVolume(this.volume, sessionLabels(this.sessionId))
    const places = placesIn(subnet, 0)
    await Promise.all([
      this.#run(registrySpec(this.#common('registry'), images.registry, this.#name('hub'), places.registry)),
      ...(images.base === undefined ? [] : [this.#startBase(images.base, places)]),
    ])
  }

  async #startBase(image: string, places: { base: string; registry: string }): Promise<void> {
    const [config] = await Promise.all([
      kernelConfig(),
      this.#run(baseSpec(this.#common('base'), image, this.#name('hub'), places, this.volume)),
    ])
    if (config) await this.base.putFile(config.path, config.content)
  }

  /** After a restart of the grader: what runs is kept, what stopped (engine or machine restarted) is started. false when it is gone. */
  async adopt(): Promise<boolean> {
    const names = [this.#name('base'), this.#name('registry')]
    const states = await Promise.all(names.map((name) => this.#engine.container(name)))
    if (states.some((state) => state === undefined)) return false
    await this.#engine.createVolume(this.volume, sessionLabels(this.sessionId)) // for a cluster that is reset later
    await Promise.all(states.map(async (state) => (state?.status === 'stopped' ? await this.#engine.start(state.name) : undefined)))
    for (const network of await this.#engine.networks(sessionLabels(this.sessionId))) {
      const [subnet] = network.subnets
      if (subnet !== undefined) this.#subnets.set(network.name, subnet)
    }
    return true
  }

  /** The subnet of a cluster that was adopted; undefined when it has none. */
  subnetOf(clusterId: string): string | undefined {
    return this.#subnets.get(this.#name('net', clusterId))
  }

  networkOf(clusterId: string): string {
    return this.#name('net', clusterId)
  }

  /** A network of its own for a cluster, with `base` and the registry on it; the one it has when it exists. */
  async addCluster({ id: clusterId, host, guests = [] }: Named, withBase = true): Promise<string> {
    const known = this.subnetOf(clusterId)
    const subnet = known ?? (await this.#createNetwork('net', clusterId))
    const places = placesIn(subnet, 1)
    const network = this.networkOf(clusterId)
    if (known === undefined) {
      await this.#engine.connect(network, this.#name('registry'), { address: places.registry, aliases: REGISTRY_NAMES })
      if (withBase) await this.#engine.connect(network, this.#name('base'), { address: places.base, aliases: ['base'] })
    }
    const [address = ''] = places.nodes
    if (withBase) await this.#tellBase(host, address)
    if (withBase) for (const guest of guests) await this.#tellBase(guest.host, address)
    return subnet
  }

  /** Before the API servers of a cluster that has a network. The one that is there is kept, and started when it has stopped. */
  async addLoadBalancer(clusterId: string, image: string, controlPlanes: number): Promise<void> {
    const name = this.#name(clusterId, 'load-balancer')
    const there = await this.#engine.container(name)
    if (there) return there.status === 'stopped' ? await this.#engine.start(name) : undefined
    const places = placesIn(this.subnetOf(clusterId) ?? '', controlPlanes)
    const labels = { ...sessionLabels(this.sessionId), [LABEL.cluster]: clusterId, [LABEL.role]: 'load-balancer' satisfies Role }
    await this.#run({
      ...ourServer(image),
      name,
      labels,
      hostname: 'load-balancer',
      entrypoint: ['/loadbalancer', ...places.nodes.map((address) => `${address}:${API_PORT}`)],
      attachment: { network: this.networkOf(clusterId), address: places.loadBalancer, aliases: [ENDPOINT] },
    })
  }

  /** One at a time: each rewrites the file that the engine mounts as /etc/hosts. */
  #tellBase(host: string, address: string): Promise<void> {
    this.#hosts = this.#hosts
      .catch(() => {}) // the caller before us has been told
      .then(async () => {
        const script = 'new=$(grep -v "# $2\\$" /etc/hosts); printf "%s\\n%s %s # %s\\n" "$new" "$1" "$2" "$2" > /etc/hosts'
        const told = await this.base.exec(['sh', '-c', script, 'hosts', address, host])
        if (told.exitCode !== 0) throw new AppError('internal', `Could not name ${host} on base: ${told.stderr.trim()}`)
      })
    return this.#hosts
  }

  async #run(spec: ContainerSpec): Promise<void> {
    await this.#engine.create(spec)
    await this.#engine.start(spec.name)
  }

  async #createNetwork(...parts: string[]): Promise<string> {
    const name = this.#name(...parts)
    const [, clusterId] = parts
    const labels = { ...sessionLabels(this.sessionId), ...(clusterId === undefined ? {} : { [LABEL.cluster]: clusterId }) }
    const taken = [...localSubnets(), ...(await routes()), ...(await this.#engine.networks({})).flatMap((network) => network.subnets)]
    let picks = 0
    for (const subnet of freeSubnets(taken)) {
      if (++picks > PICKS) break
      if (!(await this.#engine.createNetwork(name, subnet, placesIn(subnet, 0).gateway, labels))) continue
      this.#subnets.set(name, subnet)
      return subnet
    }
    throw new AppError('internal', 'No free private network was found on this machine for a cluster.', {
      next: 'Disconnect a VPN that routes all private addresses, and retry.',
    })
  }

  #common(role: Role): Pick<ContainerSpec, 'name' | 'labels'> {
    return { name: this.#name(role), labels: { ...sessionLabels(this.sessionId), [LABEL.role]: role } }
  }

  #name(...parts: string[]): string {
    return nameOf(this.sessionId, ...parts)
  }
}

/** Neither of the two forwards, so no cluster reaches another by way of them. */
const NO_FORWARDING = { 'net.ipv4.ip_forward': '0' }

function baseSpec(
  common: Pick<ContainerSpec, 'name' | 'labels'>,
  image: string,
  network: string,
  places: { base: string; registry: string },
  volume: string,
): ContainerSpec {
  return {
    ...common,
    image,
    hostname: 'base',
    attachment: { network, address: places.base, aliases: ['base'] },
    extraHosts: registryHosts(places.registry),
    volumes: [{ name: volume, path: SESSION_PATH, noCopy: true }],
    sysctls: NO_FORWARDING,
    memoryBytes: 2 * 1024 ** 3,
    pidsLimit: 2048,
  }
}

export function registrySpec(
  common: Pick<ContainerSpec, 'name' | 'labels'>,
  image: string,
  network: string,
  address: string,
): ContainerSpec {
  return {
    ...ourServer(image),
    ...common,
    hostname: 'registry',
    attachment: { network, address, aliases: REGISTRY_NAMES },
    // It listens on port 80, as the user that it is.
    sysctls: { ...NO_FORWARDING, 'net.ipv4.ip_unprivileged_port_start': '0' },
  }
}

/** It holds nothing and may nothing but serve. */
function ourServer(image: string) {
  return {
    image,
    sysctls: NO_FORWARDING,
    capDrop: ['ALL'],
    securityOpt: ['no-new-privileges'],
    readOnlyRoot: true,
    memoryBytes: 256 * 1024 ** 2,
    pidsLimit: 256,
  }
}

async function routes(): Promise<string[]> {
  try {
    return routedSubnets(await readFile('/proc/net/route', 'utf8'))
  } catch {
    return [] // not Linux: the engine runs in a virtual machine with routes of its own
  }
}
