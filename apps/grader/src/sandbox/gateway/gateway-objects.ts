// The Service of each Gateway, and the endpoints behind it: pods of the data plane, which run in another namespace.
import type { KubeObject } from '../kube.ts'
import type { Backends } from './backends.ts'
import { podPortKey } from './gateway-servers.ts'
import type { ListenerState } from './listeners.ts'
import type { Gateway, Service } from './objects.ts'

const NAME_LABEL = 'gateway.networking.k8s.io/gateway-name'
const OURS = { 'app.kubernetes.io/managed-by': 'unflunk' }
const NAME_LENGTH = 63 // characters, of a Service

export interface OwnService {
  readonly name: string
  /** undefined: not made yet. */
  readonly clusterIP: string | undefined
  /** Somebody has a Service of that name already, and it stays his. */
  readonly isTaken: boolean
}

export interface OwnGateway {
  readonly gateway: Gateway
  readonly states: readonly ListenerState[]
  readonly service: OwnService
}

/** Named after the Gateway and its class. */
export function serviceOf({ metadata, spec }: Gateway, backends: Backends): OwnService {
  const name = `${metadata.name}-${spec.gatewayClassName}`.replaceAll('.', '-').slice(0, NAME_LENGTH).replace(/-+$/, '')
  const service = backends.service(metadata.namespace, name)
  return { name, clusterIP: service?.spec.clusterIP, isTaken: service !== undefined && !isOf(service, metadata.name) }
}

function isOf({ metadata }: Service, gateway: string): boolean {
  return metadata.labels[NAME_LABEL] === gateway
}

/** None while no listener is served: a Service must have a port. */
export function gatewayObjects(
  { gateway, states, service }: OwnGateway,
  podPorts: ReadonlyMap<string, number>,
  addresses: readonly string[],
): KubeObject[] {
  const served = states.filter((state) => state.served)
  const ports = [...new Map(served.map((state) => [state.listener.port, podPorts.get(podPortKey(state)) ?? 0]))]
  if (ports.length === 0 || service.isTaken) return []
  const { name, namespace, uid } = gateway.metadata
  const owner = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', name, uid, controller: true }
  const labels = { ...OURS, [NAME_LABEL]: name }
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: service.name, namespace, labels, ownerReferences: [owner] },
      spec: {
        type: 'NodePort',
        ports: ports.map(([port, targetPort]) => ({ name: `port-${port}`, port, protocol: 'TCP', targetPort })),
      },
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        name: service.name,
        namespace,
        labels: { ...labels, 'kubernetes.io/service-name': service.name, 'endpointslice.kubernetes.io/managed-by': 'unflunk' },
        ownerReferences: [owner],
      },
      addressType: 'IPv4',
      endpoints: addresses.map((address) => ({ addresses: [address], conditions: { ready: true } })),
      ports: ports.map(([port, podPort]) => ({ name: `port-${port}`, port: podPort, protocol: 'TCP' })),
    },
  ]
}
