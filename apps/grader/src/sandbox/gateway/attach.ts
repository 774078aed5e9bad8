// Which listeners a route is attached to, or why to none. https://gateway-api.sigs.k8s.io/reference/spec/#parentreference
import { matches } from '../policy/selector.ts'
import { intersection } from './hosts.ts'
import type { ListenerState } from './listeners.ts'
import type { HttpRoute, Namespace, ParentRef } from './objects.ts'
import { type Said, said } from './status.ts'

export interface Attachment {
  readonly parent: ParentRef
  readonly accepted: Said
  readonly bound: readonly Bound[]
}

/** A route on a listener, with the hosts that both speak of ('' is every host). */
export interface Bound {
  readonly route: HttpRoute
  readonly state: ListenerState
  readonly hosts: readonly string[]
}

export interface Attachments {
  /** Listeners of all Gateways that are ours. */
  readonly listeners: readonly ListenerState[]
  readonly namespaces: readonly Namespace[]
}

/** One for each parent of the route that is a Gateway of ours; the others are somebody else's to answer for. */
export function attach(route: HttpRoute, { listeners, namespaces }: Attachments): Attachment[] {
  return route.spec.parentRefs.flatMap((parent) => {
    if (parent.group !== 'gateway.networking.k8s.io' || parent.kind !== 'Gateway') return []
    const namespace = parent.namespace ?? route.metadata.namespace
    const own = listeners.filter(({ gateway }) => gateway.metadata.namespace === namespace && gateway.metadata.name === parent.name)
    return own.length === 0 ? [] : [attachTo(route, parent, own, namespaces)]
  })
}

function attachTo(route: HttpRoute, parent: ParentRef, all: readonly ListenerState[], namespaces: readonly Namespace[]): Attachment {
  const refuse = (reason: string, message: string) => ({ parent, bound: [], accepted: said('Accepted', false, reason, message) })
  const meant = all.filter(
    ({ listener }) => listener.name === (parent.sectionName ?? listener.name) && listener.port === (parent.port ?? listener.port),
  )
  if (meant.length === 0) {
    const section = parent.sectionName === undefined ? '' : ` named ${parent.sectionName}`
    const port = parent.port === undefined ? '' : ` on port ${parent.port}`
    return refuse('NoMatchingParent', `The Gateway has no listener${section}${port}.`)
  }
  const allowing = meant.filter((state) => state.supportedKinds.length > 0 && allowsNamespace(state, route, namespaces))
  if (allowing.length === 0)
    return refuse('NotAllowedByListeners', `No listener allows an HTTPRoute of namespace ${route.metadata.namespace} (allowedRoutes).`)
  const bound = allowing.flatMap((state): Bound[] => {
    const hosts = hostsOf(state.listener.hostname, route.spec.hostnames)
    return hosts.length > 0 ? [{ route, state, hosts }] : []
  })
  if (bound.length === 0) return refuse('NoMatchingListenerHostname', 'No listener has a host name of this route.')
  const valid = bound.filter(({ state }) => state.takesRoutes)
  if (valid.length === 0) return refuse('InvalidListener', 'The listener itself is not accepted.')
  return { parent, bound: valid, accepted: said('Accepted', true, 'Accepted') }
}

function hostsOf(listener: string, route: readonly string[]): string[] {
  if (route.length === 0) return [listener]
  return [...new Set(route.flatMap((host) => intersection(listener, host) ?? []))]
}

function allowsNamespace({ gateway, listener }: ListenerState, { metadata }: HttpRoute, namespaces: readonly Namespace[]): boolean {
  const { from, selector } = listener.allowedRoutes.namespaces
  if (from === 'All') return true
  if (from === 'Same') return metadata.namespace === gateway.metadata.namespace
  if (from !== 'Selector' || !selector) return false
  const labels = namespaces.find((namespace) => namespace.metadata.name === metadata.namespace)?.metadata.labels
  return labels !== undefined && matches(selector, labels)
}
