// The fixed shape of a cluster: names, addresses and ranges that are the same in every cluster, so that a snapshot fits anywhere.
import { type ClusterShape, EXAM_MINOR, nodeNames } from '@unflunk/shared/scenario'

/** Every cluster is a layer-2 world of its own, so all of them can use the same addresses. */
export const NODE_RANGE = '10.77.0.0/24'
export const POD_RANGE = '10.244.0.0/16'
export const SERVICE_RANGE = '10.96.0.0/16'
export const API_PORT = 6443

/** The session's registry, as nodes and pods reach it; also their name server (sandbox/registry/dns.go says the same). */
export const REGISTRY_ADDRESS = '10.77.0.2'

/** What the session's registry answers to: images on port 5000, packages and charts on port 80. */
export const REGISTRY_NAMES = ['registry.unflunk', 'pkgs.unflunk', 'charts.unflunk'] as const

/** What every node offers to pods, on any machine. */
export const NODE_CPUS = 2
export const NODE_MEMORY = 4 * 1024 ** 3 // bytes

export const MAX_NODES = 5

/** The name of the load balancer before several API servers, in certificates and kubeconfigs. */
export const ENDPOINT = 'cluster-endpoint'

export interface NodePlace {
  readonly name: string
  /** The second address of eth0, the node's InternalIP. */
  readonly address: string
  readonly podRange: string
  readonly controlPlane: boolean
  /** kubeadm has not run there. */
  readonly bare: boolean
}

/** With the defaults of `ClusterShape`. Throws RangeError for a shape that cannot be. */
export function wholeShape({ nodes = 1, bare = 0, controlPlanes = 1, kubernetes = EXAM_MINOR }: Partial<ClusterShape>): ClusterShape {
  if (!Number.isInteger(nodes) || nodes < 1 || nodes > MAX_NODES)
    throw new RangeError(`a cluster has 1 to ${MAX_NODES} nodes, not ${nodes}`)
  if (bare < 0 || bare > nodes || controlPlanes < 1 || controlPlanes > nodes)
    throw new RangeError(`of ${nodes} machines, ${bare} cannot be bare and ${controlPlanes} control planes`)
  return { nodes, bare, controlPlanes, kubernetes }
}

/** In the order of their addresses; the last `bare` of them are bare. */
export function nodesOf(shape: ClusterShape): NodePlace[] {
  return nodeNames(shape).map((name, index) => ({
    name,
    address: `10.77.0.${11 + index}`,
    podRange: `10.244.${index}.0/24`,
    controlPlane: index < shape.controlPlanes,
    bare: index >= shape.nodes - shape.bare,
  }))
}

/** What a snapshot of the shape holds: the machines that are not bare, perhaps fewer than its control planes. undefined when all are bare. */
export function joinedPart({ nodes, bare, controlPlanes, kubernetes }: ClusterShape): ClusterShape | undefined {
  return nodes === bare ? undefined : { nodes: nodes - bare, bare: 0, controlPlanes, kubernetes }
}

/** In words, for progress and messages: "two nodes", "three nodes of 1.34". */
export function shapeInWords({ nodes, bare, controlPlanes, kubernetes }: ClusterShape): string {
  const count = nodes === 1 ? 'one node' : `${['no', 'one', 'two', 'three'][nodes] ?? nodes} nodes`
  return [
    count,
    ...(controlPlanes > 1 ? [`(${controlPlanes} control planes)`] : []),
    ...(bare > 0 ? [`(${bare} bare)`] : []),
    ...(kubernetes === EXAM_MINOR ? [] : [`of Kubernetes ${kubernetes}`]),
  ].join(' ')
}

/** Addresses in a cluster's own /28: the gateway is the first, then the nodes; the load balancer, base and the registry last. */
export function placesIn(
  subnet: string,
  nodes: number,
): { gateway: string; nodes: string[]; loadBalancer: string; base: string; registry: string } {
  const [network = ''] = subnet.split('/')
  const bytes = network.split('.').map(Number)
  const at = (offset: number) => [...bytes.slice(0, 3), (bytes[3] ?? 0) + offset].join('.')
  return {
    gateway: at(1),
    nodes: Array.from({ length: nodes }, (_, index) => at(2 + index)),
    loadBalancer: at(12),
    base: at(13),
    registry: at(14),
  }
}
