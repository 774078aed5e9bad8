// The two data planes: the same program twice, so that neither can spoil the other's configuration.

export interface Plane {
  /** On the node and in the pod: configuration and certificates. */
  readonly folder: string
  readonly namespace: string
  /** Of its Deployment and of the Service that selects its pods. */
  readonly service: string
}

export const INGRESS: Plane = { folder: '/etc/unflunk/ingress', namespace: 'ingress-nginx', service: 'ingress-nginx-controller' }
export const GATEWAY: Plane = { folder: '/etc/unflunk/gateway', namespace: 'nginx-gateway', service: 'nginx-gateway' }
