// What a compiler is given of a cluster, and what it makes of it.
import type { KubeObject } from '../kube.ts'

/** Kinds that are watched for either data plane. */
export const CORE_KINDS = { Service: 'v1', Secret: 'v1', EndpointSlice: 'discovery.k8s.io/v1' } as const
export const INGRESS_KINDS = { ...CORE_KINDS, Ingress: 'networking.k8s.io/v1', IngressClass: 'networking.k8s.io/v1' } as const
export const GATEWAY_KINDS = {
  ...CORE_KINDS,
  Namespace: 'v1',
  GatewayClass: 'gateway.networking.k8s.io/v1',
  Gateway: 'gateway.networking.k8s.io/v1',
  HTTPRoute: 'gateway.networking.k8s.io/v1',
  ReferenceGrant: 'gateway.networking.k8s.io/v1beta1',
} as const

/** The objects of a cluster by kind. */
export type World = Readonly<Record<string, readonly KubeObject[]>>

export interface Compiled {
  /** Of nginx. */
  readonly config: string
  /** PEM by file name. */
  readonly certificates: ReadonlyMap<string, string>
  /** To be there as they are here. */
  readonly objects: readonly KubeObject[]
  /** Objects of which only the status is to be written; those that have it already are left out. */
  readonly statuses: readonly KubeObject[]
}
