// Ingresses to servers, as ingress-nginx reads them: pure. https://kubernetes.io/docs/concepts/services-networking/ingress/
import { z } from 'zod'
import type { KubeObject } from '../kube.ts'
import { Backends } from './backends.ts'
import { Certificates } from './certificates.ts'
import type { Compiled, World } from './compiled.ts'
import { covers } from './hosts.ts'
import type { Forward, Location, Path, PathChange, Server, Target } from './model.ts'
import { FALLBACK_CERTIFICATE, nginxConfig } from './nginx.ts'
import { isWritable } from './nginx-text.ts'
import { byAge, EndpointSlice, Ingress, type IngressBackend, IngressClass, type IngressPath, readAll, Secret, Service } from './objects.ts'
import { INGRESS } from './planes.ts'

/** What a class says to have its Ingresses served here; the real controller goes by the same name. */
const CONTROLLER = 'k8s.io/ingress-nginx'
const NOTE = 'nginx.ingress.kubernetes.io/'
const PORTS = [
  { number: 80, tls: false },
  { number: 443, tls: true },
]
/** The Service named by an Ingress, or its port, does not exist; ingress-nginx makes no difference to one without endpoints. */
const MISSING: Target = { kind: 'answer', status: 503 }

export function compileIngresses(world: World): Compiled {
  const backends = new Backends(readAll(Service, world.Service), readAll(EndpointSlice, world.EndpointSlice))
  const certificates = new Certificates(readAll(Secret, world.Secret))
  const classes = readAll(IngressClass, world.IngressClass)
  const ours = new Set(classes.filter(({ spec }) => spec.controller === CONTROLLER).map(({ metadata }) => metadata.name))
  const classOf = ({ metadata, spec }: Ingress) => spec.ingressClassName ?? metadata.annotations['kubernetes.io/ingress.class'] ?? ''
  const ingresses = readAll(Ingress, world.Ingress)
    .filter((ingress) => ours.has(classOf(ingress)))
    .sort(byAge)
  const hosts = [...new Set(['', ...ingresses.flatMap(({ spec }) => spec.rules.map(({ host }) => host))])].filter(isHost)
  const servers = hosts.map((host) => serverOf(host, ingresses, backends, certificates))
  const address = backends.service(INGRESS.namespace, INGRESS.service)?.spec.clusterIP
  return {
    config: nginxConfig(servers, `${INGRESS.folder}/certificates`),
    certificates: certificates.used,
    objects: [],
    statuses: address ? statuses(world.Ingress ?? [], ingresses, address) : [],
  }
}

function isHost(host: string): boolean {
  return /^(\*\.)?[a-z0-9.-]*$/.test(host)
}

function serverOf(host: string, ingresses: readonly Ingress[], backends: Backends, certificates: Certificates): Server {
  const here = ingresses.flatMap((ingress) => ingress.spec.rules.filter((rule) => rule.host === host).map((rule) => ({ ingress, rule })))
  const certificate = host === '' ? undefined : certificateOf(host, ingresses, certificates)
  // One Ingress that rewrites, and all paths of the host are patterns: so it is with ingress-nginx too.
  const patterns = here.some(({ ingress }) => note(ingress, 'rewrite-target') !== undefined || note(ingress, 'use-regex') === 'true')
  const paths = here.flatMap(({ ingress, rule }) => (rule.http?.paths ?? []).map((path) => ({ ingress, path })))
  const locations = paths.flatMap(({ ingress, path }): Location[] => {
    const where = pathOf(path, patterns)
    const answer = answerOf(ingress, path.backend, backends, certificate !== undefined, path.path)
    return where && answer ? [{ path: where, choices: [{ conditions: [], action: answer }] }] : []
  })
  const longestFirst = patterns ? locations.toSorted((a, b) => b.path.value.length - a.path.value.length) : locations
  // Of an Ingress without rules the default backend is for all hosts; of one with rules, for those.
  const others = host === '' ? ingresses.filter(({ spec }) => spec.rules.length === 0) : here.map(({ ingress }) => ingress)
  const rest = others.flatMap((ingress): Location[] => {
    const answer = ingress.spec.defaultBackend && answerOf(ingress, ingress.spec.defaultBackend, backends, certificate !== undefined)
    return answer ? [{ path: { kind: 'start', value: '/' }, choices: [{ conditions: [], action: answer }] }] : []
  })
  return { ports: PORTS, host, certificate: certificate ?? FALLBACK_CERTIFICATE, locations: [...longestFirst, ...rest] }
}

function note({ metadata }: Ingress, name: string): string | undefined {
  return metadata.annotations[NOTE + name]
}

/** undefined for what cannot be served: the other paths must not suffer from it. */
function pathOf({ path, pathType }: IngressPath, patterns: boolean): Path | undefined {
  if (!path.startsWith('/') || !isWritable(path)) return undefined
  if (patterns) return isPattern(path) ? { kind: 'pattern', value: path } : undefined
  return { kind: KINDS[pathType], value: path }
}

const KINDS = { Exact: 'exact', Prefix: 'prefix', ImplementationSpecific: 'start' } as const

/** What our engine and nginx's both take for a regular expression. */
function isPattern(path: string): boolean {
  if (/\(\?|\[\^?\]|\\[^\\/.*+?()[\]{}|^$dDwWsSbB]/.test(path)) return false
  try {
    return new RegExp(path, 'u') instanceof RegExp
  } catch {
    return false // it is the candidate's to find, as with the real one
  }
}

function answerOf(
  ingress: Ingress,
  { service }: IngressBackend,
  backends: Backends,
  hasCertificate: boolean,
  path = '/',
): Forward | undefined {
  if (!service) return undefined
  const target = backends.target(ingress.metadata.namespace, service.name, service.port.number ?? service.port.name ?? '') ?? MISSING
  const redirect = note(ingress, 'ssl-redirect') !== 'false' && hasCertificate
  const change = rewriteOf(ingress, path)
  return {
    kind: 'forward',
    targets: [{ weight: 1, target }],
    httpsOnly: redirect || note(ingress, 'force-ssl-redirect') === 'true',
    tlsToBackend: note(ingress, 'backend-protocol')?.toUpperCase() === 'HTTPS',
    ...(change ? { path: change } : {}),
  }
}

function rewriteOf(ingress: Ingress, path: string): PathChange | undefined {
  const to = note(ingress, 'rewrite-target')
  return to !== undefined && isWritable(to) && isPattern(path) ? { kind: 'pattern', from: path, to } : undefined
}

/** Of the first Ingress with that host that names one for it; without names in `tls`, the certificate must be for the host. */
function certificateOf(host: string, ingresses: readonly Ingress[], certificates: Certificates): string | undefined {
  for (const { metadata, spec } of ingresses) {
    if (!spec.rules.some((rule) => rule.host === host)) continue
    for (const { hosts, secretName } of spec.tls) {
      if (secretName === undefined) continue
      const meant =
        hosts.length > 0
          ? hosts.some((name) => name !== '' && covers(name, host))
          : certificates.isFor(metadata.namespace, secretName, host)
      const used = meant ? certificates.use(metadata.namespace, secretName) : undefined
      if (used && 'file' in used) return used.file
    }
  }
  return undefined
}

const Told = z.object({ status: z.object({ loadBalancer: z.object({ ingress: z.array(z.object({ ip: z.string() })) }) }) })

function addressesOf(object: KubeObject): string[] {
  return Told.safeParse(object).data?.status.loadBalancer.ingress.map(({ ip }) => ip) ?? []
}

/** The address under which the controller is reached; taken away from Ingresses that went to another class. */
function statuses(all: readonly KubeObject[], ours: readonly Ingress[], address: string): KubeObject[] {
  const served = new Set(ours.map(({ metadata }) => metadata.uid))
  return all.flatMap((object) => {
    const before = addressesOf(object)
    const wanted = served.has(object.metadata.uid ?? '') ? [address] : before.filter((one) => one !== address)
    if (before.join() === wanted.join()) return []
    const { apiVersion, kind, metadata } = object
    const status = { loadBalancer: wanted.length > 0 ? { ingress: wanted.map((ip) => ({ ip })) } : {} }
    return [{ apiVersion, kind, metadata: { name: metadata.name, namespace: metadata.namespace ?? '' }, status }]
  })
}
