// What GatewayClasses, Gateways and HTTPRoutes are told about themselves. Reasons: https://gateway-api.sigs.k8s.io/reference/spec/
import type { KubeObject } from '../kube.ts'
import type { Attachment, Bound } from './attach.ts'
import type { OwnGateway } from './gateway-objects.ts'
import type { GatewayClass, HttpRoute, Metadata } from './objects.ts'
import { conditionsOf, includes, type Said, said } from './status.ts'

/** Not the name of a real one: what it does is ours to answer for. */
export const CONTROLLER = 'gateway.unflunk/nginx'

const API = 'gateway.networking.k8s.io/v1'

export function classStatus({ metadata, status }: GatewayClass, now: string): KubeObject[] {
  const news = [said('Accepted', true, 'Accepted'), said('SupportedVersion', true, 'SupportedVersion')]
  return update('GatewayClass', metadata, status, { conditions: conditionsOf(news, status.conditions, metadata.generation, now) })
}

export interface GatewayFacts extends OwnGateway {
  readonly bound: readonly Bound[]
  /** A pod of the data plane is ready. */
  readonly running: boolean
}

export function gatewayStatus(facts: GatewayFacts, now: string): KubeObject[] {
  const { gateway, states, bound, service } = facts
  const { metadata, status } = gateway
  const conditions = conditionsOf([acceptance(facts), programming(facts)], status.conditions, metadata.generation, now)
  const listeners = states.map((state) => {
    const name = state.listener.name
    const before = status.listeners.find((listener) => listener.name === name)?.conditions ?? []
    return {
      name,
      supportedKinds: state.supportedKinds,
      attachedRoutes: bound.filter((one) => one.state === state).length,
      conditions: conditionsOf(state.conditions, before, metadata.generation, now),
    }
  })
  const addresses = service.clusterIP && !service.isTaken ? [{ type: 'IPAddress', value: service.clusterIP }] : []
  return update('Gateway', metadata, status, { addresses, conditions, listeners })
}

function acceptance({ gateway, states }: GatewayFacts): Said {
  if (gateway.spec.addresses.length > 0)
    return said('Accepted', false, 'UnsupportedAddress', 'Addresses cannot be chosen: the Gateway gets that of its Service.')
  const invalid = states.filter(({ conditions }) => conditions.some(({ type, status }) => type !== 'Conflicted' && !status))
  if (invalid.length === 0) return said('Accepted', true, 'Accepted')
  const names = invalid.map(({ listener }) => listener.name).join(', ')
  return said(
    'Accepted',
    states.some(({ accepted }) => accepted),
    'ListenersNotValid',
    `Listeners with a problem: ${names}.`,
  )
}

function programming({ gateway, states, service, running }: GatewayFacts): Said {
  const not = (reason: string, message: string) => said('Programmed', false, reason, message)
  if (gateway.spec.addresses.length > 0) return not('Invalid', 'The Gateway is not accepted.')
  if (!states.some(({ served }) => served)) return not('Invalid', 'No listener can be served.')
  if (service.isTaken) return not('AddressNotAssigned', `There is a Service ${service.name} already that is not of this Gateway.`)
  if (service.clusterIP === undefined) return not('AddressNotAssigned', 'The Service has no address yet.')
  return running ? said('Programmed', true, 'Programmed') : not('Pending', 'No pod of the data plane is ready.')
}

/** What other controllers say of the route stays. */
export function routeStatus(
  { metadata, status }: HttpRoute,
  attachments: readonly Attachment[],
  resolved: Said,
  now: string,
): KubeObject[] {
  const others = status.parents.filter(({ controllerName }) => controllerName !== CONTROLLER)
  const ours = attachments.map(({ parent, accepted }) => {
    const known = status.parents.find(({ controllerName, parentRef }) => controllerName === CONTROLLER && isSame(parentRef, parent))
    const conditions = conditionsOf([accepted, resolved], known?.conditions ?? [], metadata.generation, now)
    return { parentRef: parent, controllerName: CONTROLLER, conditions }
  })
  if (ours.length === 0 && others.length === status.parents.length) return []
  return update('HTTPRoute', metadata, status, { parents: [...others, ...ours] })
}

function isSame(a: Attachment['parent'], b: Attachment['parent']): boolean {
  return includes(a, b) && includes(b, a)
}

/** Nothing where all of it has been said. */
function update(kind: string, { name, namespace }: Metadata, before: unknown, status: object): KubeObject[] {
  if (includes(before, status)) return []
  return [{ apiVersion: API, kind, metadata: { name, ...(namespace === '' ? {} : { namespace }) }, status }]
}
