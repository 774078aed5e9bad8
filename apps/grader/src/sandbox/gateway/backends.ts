// From a port of a Service to the endpoints that are ready now.

import type { Target } from './model.ts'
import type { EndpointSlice, Service } from './objects.ts'
import { keyOf } from './objects.ts'

const SERVICE_OF = 'kubernetes.io/service-name'
/** A Service without a ready endpoint. */
const NOBODY = { kind: 'answer', status: 503 } as const satisfies Target

export class Backends {
  readonly #services: ReadonlyMap<string, Service>
  readonly #slices = new Map<string, EndpointSlice[]>()

  constructor(services: readonly Service[], slices: readonly EndpointSlice[]) {
    this.#services = new Map(services.map((service) => [keyOf(service.metadata), service]))
    for (const slice of slices) {
      if (slice.addressType !== 'IPv4') continue
      const key = `${slice.metadata.namespace}/${slice.metadata.labels[SERVICE_OF]}`
      this.#slices.set(key, [...(this.#slices.get(key) ?? []), slice])
    }
  }

  service(namespace: string, name: string): Service | undefined {
    return this.#services.get(`${namespace}/${name}`)
  }

  /** `port` is a number or a name of the Service's ports; undefined when there is no such Service or port. */
  target(namespace: string, name: string, port: number | string): Target | undefined {
    const spec = this.service(namespace, name)?.spec
    const found = spec?.ports.find((one) => one.protocol === 'TCP' && (one.port === port || one.name === port))
    if (!spec || !found || port === '') return undefined
    const servers = this.#ready(`${namespace}/${name}`, found.name)
    if (servers.length === 0) return NOBODY
    const service = spec.clusterIP && `${spec.clusterIP}:${found.port}`
    return { kind: 'upstream', name: `${namespace}_${name}_${found.port}`, servers, service }
  }

  /** `address:port` of each ready endpoint, for the port of that name. */
  #ready(service: string, portName: string): string[] {
    const servers = (this.#slices.get(service) ?? []).flatMap((slice) => {
      const ports = (slice.ports ?? []).filter(({ name, protocol, port }) => name === portName && protocol === 'TCP' && port)
      const addresses = (slice.endpoints ?? []).filter(({ conditions }) => conditions.ready !== false).flatMap((one) => one.addresses)
      return ports.flatMap(({ port }) => addresses.map((address) => `${address}:${port}`))
    })
    return [...new Set(servers)].sort()
  }

  /** Addresses of the ready endpoints, whatever their ports. */
  addresses(namespace: string, name: string): string[] {
    const slices = this.#slices.get(`${namespace}/${name}`) ?? []
    const ready = slices.flatMap(({ endpoints }) => (endpoints ?? []).filter(({ conditions }) => conditions.ready !== false))
    return [...new Set(ready.flatMap(({ addresses }) => addresses))].sort()
  }
}
