// Listeners of a Gateway: which of them can be served, with what certificate, and what their status says.
import type { Certificates } from './certificates.ts'
import { isGranted } from './grants.ts'
import type { Gateway, Listener, ReferenceGrant } from './objects.ts'
import { type Said, said } from './status.ts'

const ROUTE_KIND = { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute' }

export interface ListenerState {
  readonly gateway: Gateway
  readonly listener: Listener
  /** Routes may attach. */
  readonly accepted: boolean
  /** Requests are answered. */
  readonly served: boolean
  readonly tls: boolean
  /** File of the certificate. */
  readonly certificate: string | undefined
  readonly takesRoutes: boolean
  readonly supportedKinds: readonly { group: string; kind: string }[]
  readonly conditions: readonly Said[]
}

export interface Trust {
  readonly certificates: Certificates
  readonly grants: readonly ReferenceGrant[]
}

/** None of a Gateway that asks for addresses, which it cannot have. */
export function listenerStates(gateway: Gateway, trust: Trust): ListenerState[] {
  if (gateway.spec.addresses.length > 0) return []
  return gateway.spec.listeners.map((listener) => listenerState(gateway, listener, trust))
}

function listenerState(gateway: Gateway, listener: Listener, trust: Trust): ListenerState {
  const acceptance = acceptanceOf(gateway, listener)
  const accepted = acceptance.status
  const wanted = listener.allowedRoutes.kinds
  const supportedKinds =
    wanted.length === 0 || wanted.some(({ group, kind }) => group === ROUTE_KIND.group && kind === ROUTE_KIND.kind) ? [ROUTE_KIND] : []
  const tls = listener.protocol === 'HTTPS'
  const certificate = tls ? certificateOf(gateway, listener, trust) : undefined
  const resolved = certificate?.problem ?? kindsProblem(wanted) ?? said('ResolvedRefs', true, 'ResolvedRefs')
  const served = accepted && certificate?.problem === undefined
  const conflict = conflictOf(gateway, listener)
  const conflicted = conflict ? said('Conflicted', true, conflict.reason, conflict.message) : said('Conflicted', false, 'NoConflicts')
  const programmed = served ? said('Programmed', true, 'Programmed') : said('Programmed', false, 'Invalid', 'The listener is not served.')
  return {
    ...{ gateway, listener, accepted, served, tls, supportedKinds },
    takesRoutes: accepted && supportedKinds.length > 0,
    certificate: certificate?.file,
    conditions: [acceptance, conflicted, programmed, resolved],
  }
}

function acceptanceOf(gateway: Gateway, listener: Listener): Said {
  const { protocol, tls } = listener
  if (protocol !== 'HTTP' && protocol !== 'HTTPS')
    return said('Accepted', false, 'UnsupportedProtocol', `Protocol ${protocol} is not supported: only HTTP and HTTPS are.`)
  if (protocol === 'HTTPS' && tls && tls.mode !== 'Terminate')
    return said('Accepted', false, 'UnsupportedValue', `TLS mode ${tls.mode} is not supported for HTTPS: only Terminate is.`)
  const conflict = conflictOf(gateway, listener)
  return conflict ? said('Accepted', false, conflict.reason, conflict.message) : said('Accepted', true, 'Accepted')
}

/** On one port one protocol, and each host name once. */
function conflictOf({ spec }: Gateway, listener: Listener): { reason: string; message: string } | undefined {
  const others = spec.listeners.filter((other) => other !== listener && other.port === listener.port)
  const protocol = others.find((other) => other.protocol !== listener.protocol)
  if (protocol)
    return {
      reason: 'ProtocolConflict',
      message: `Listener ${protocol.name} has port ${listener.port} with protocol ${protocol.protocol}.`,
    }
  const host = others.find((other) => other.hostname === listener.hostname)
  if (host) return { reason: 'HostnameConflict', message: `Listener ${host.name} has the same port and host name.` }
  return undefined
}

function kindsProblem(wanted: readonly { group: string; kind: string }[]): Said | undefined {
  const odd = wanted.filter(({ group, kind }) => group !== ROUTE_KIND.group || kind !== ROUTE_KIND.kind)
  if (odd.length === 0) return undefined
  const names = odd.map(({ kind }) => kind).join(', ')
  return said('ResolvedRefs', false, 'InvalidRouteKinds', `Not supported: ${names}. Routes may be of kind HTTPRoute.`)
}

/** The first one: nginx here serves one certificate for each host. */
function certificateOf(gateway: Gateway, listener: Listener, { certificates, grants }: Trust): { file?: string; problem?: Said } {
  const [ref] = listener.tls?.certificateRefs ?? []
  const invalid = (message: string) => ({ problem: said('ResolvedRefs', false, 'InvalidCertificateRef', message) })
  if (!ref) return invalid('An HTTPS listener needs tls.certificateRefs.')
  if (ref.group !== '' || ref.kind !== 'Secret') return invalid(`A certificate must be a Secret, not a ${ref.kind}.`)
  const from = { kind: 'Gateway', namespace: gateway.metadata.namespace } as const
  const to = { kind: 'Secret', namespace: ref.namespace ?? from.namespace, name: ref.name } as const
  if (!isGranted(grants, { from, to })) {
    const message = `No ReferenceGrant in ${to.namespace} allows Gateways of ${from.namespace} to use Secret ${to.name}.`
    return { problem: said('ResolvedRefs', false, 'RefNotPermitted', message) }
  }
  const used = certificates.use(to.namespace, to.name)
  return 'file' in used ? used : invalid(`${used.problem}.`)
}
