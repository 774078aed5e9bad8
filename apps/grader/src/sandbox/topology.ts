// The fixed shape of a cluster: names, addresses and ranges that are the same in every cluster, so that a snapshot fits anywhere.

/** Every cluster is a layer-2 world of its own, so all of them can use the same addresses. */
export const NODE_RANGE = '10.77.0.0/24'
export const POD_RANGE = '10.244.0.0/16'
export const SERVICE_RANGE = '10.96.0.0/16'
export const API_PORT = 6443

/** What the session's registry answers to: images on port 5000, packages and charts on port 80. */
export const REGISTRY_NAMES = ['registry.unflunk', 'pkgs.unflunk', 'charts.unflunk'] as const

/** What every node offers to pods, on any machine. */
export const NODE_CPUS = 2
export const NODE_MEMORY = 4 * 1024 ** 3 // bytes

export const MAX_NODES = 5

export interface NodePlace {
  readonly name: string
  /** The second address of eth0, the node's InternalIP. */
  readonly address: string
  readonly podRange: string
}

/** The control plane first, then `node01`, `node02`, ... */
export function nodesOf(count: number): NodePlace[] {
  if (!Number.isInteger(count) || count < 1 || count > MAX_NODES)
    throw new RangeError(`a cluster has 1 to ${MAX_NODES} nodes, not ${count}`)
  return Array.from({ length: count }, (_, index) => ({
    name: index === 0 ? 'controlplane' : `node${String(index).padStart(2, '0')}`,
    address: `10.77.0.${11 + index}`,
    podRange: `10.244.${index}.0/24`,
  }))
}

/** Addresses in a cluster's own /28: the gateway is the first, then the nodes, base and the registry last. */
export function placesIn(subnet: string, nodes: number): { gateway: string; nodes: string[]; base: string; registry: string } {
  const [network = ''] = subnet.split('/')
  const bytes = network.split('.').map(Number)
  const at = (offset: number) => [...bytes.slice(0, 3), (bytes[3] ?? 0) + offset].join('.')
  return {
    gateway: at(1),
    nodes: Array.from({ length: nodes }, (_, index) => at(2 + index)),
    base: at(13),
    registry: at(14),
  }
}
