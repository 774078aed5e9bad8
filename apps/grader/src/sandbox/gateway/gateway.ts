// Gateways and HTTPRoutes to servers, Services and statuses: pure. https://gateway-api.sigs.k8s.io/
import { type Attachment, attach, type Bound } from './attach.ts'
import { Backends } from './backends.ts'
import { Certificates } from './certificates.ts'
import type { Compiled, World } from './compiled.ts'
import { gatewayObjects, serviceOf } from './gateway-objects.ts'
import { gatewayServers, podPorts } from './gateway-servers.ts'
import { CONTROLLER, classStatus, gatewayStatus, routeStatus } from './gateway-status.ts'
import { listenerStates } from './listeners.ts'
import { nginxConfig } from './nginx.ts'
import { byAge, EndpointSlice, Gateway, GatewayClass, HttpRoute, Namespace, ReferenceGrant, readAll, Secret, Service } from './objects.ts'
import { GATEWAY } from './planes.ts'
import { entriesOf, resolution, unsupported } from './route-rules.ts'
import { said } from './status.ts'

/** `now`: RFC 3339, for conditions that change. */
export function compileGateways(world: World, now: string): Compiled {
  const backends = new Backends(readAll(Service, world.Service), readAll(EndpointSlice, world.EndpointSlice))
  const certificates = new Certificates(readAll(Secret, world.Secret))
  const grants = readAll(ReferenceGrant, world.ReferenceGrant)
  const classes = readAll(GatewayClass, world.GatewayClass).filter(({ spec }) => spec.controllerName === CONTROLLER)
  const ours = new Set(classes.map(({ metadata }) => metadata.name))
  const gateways = readAll(Gateway, world.Gateway).filter(({ spec }) => ours.has(spec.gatewayClassName))
  const states = gateways.toSorted(byAge).flatMap((gateway) => listenerStates(gateway, { certificates, grants }))

  const routes = readAll(HttpRoute, world.HTTPRoute).sort(byAge)
  const namespaces = readAll(Namespace, world.Namespace)
  const attached = routes.map((route) => ({
    route,
    attachments: attach(route, { listeners: states, namespaces }).map((attachment) => withLimits(route, attachment)),
    resolved: resolution(route, { backends, grants }),
    entries: entriesOf(route, { backends, grants }),
  }))
  const bound = onePerListener(attached.flatMap(({ attachments }) => attachments.flatMap((attachment) => attachment.bound)))
  const entries = new Map(attached.map((one) => [one.route, one.entries]))

  const addresses = backends.addresses(GATEWAY.namespace, GATEWAY.service)
  const ports = podPorts(states)
  const own = gateways.map((gateway) => ({
    gateway,
    states: states.filter((state) => state.gateway === gateway),
    service: serviceOf(gateway, backends),
  }))
  const servers = gatewayServers(states, bound, ({ route }) => entries.get(route) ?? [])
  return {
    config: nginxConfig(servers, `${GATEWAY.folder}/certificates`),
    certificates: certificates.used,
    objects: own.flatMap((one) => gatewayObjects(one, ports, addresses)),
    statuses: [
      ...classes.flatMap((one) => classStatus(one, now)),
      ...own.flatMap((one) => gatewayStatus({ ...one, bound, running: addresses.length > 0 }, now)),
      ...attached.flatMap((one) => routeStatus(one.route, one.attachments, one.resolved, now)),
    ],
  }
}

/** A route that asks for what is not supported is refused whole: half of it would be another route. */
function withLimits(route: HttpRoute, attachment: Attachment): Attachment {
  const limit = unsupported(route)
  if (limit === undefined || !attachment.accepted.status) return attachment
  return { ...attachment, bound: [], accepted: said('Accepted', false, 'UnsupportedValue', `Not supported: ${limit}.`) }
}

/** A route may name a Gateway and a listener of it: that is one attachment. */
function onePerListener(bound: readonly Bound[]): Bound[] {
  return bound.filter((one, index) => bound.findIndex(({ route, state }) => route === one.route && state === one.state) === index)
}
