// The literals that a check demands of the candidate's work: names, namespaces, paths, numbers, texts.
import type { Check, ObjectRef, PodRef, TextClaim } from '@unflunk/shared/check'
import { celLiterals } from '../grading/cel.ts'

export interface Demand {
  /** Inside the check. */
  readonly path: readonly PropertyKey[]
  readonly literal: string | number
}

/** What any cluster has and nobody needs to be told, or the API's own vocabulary. */
const VOCABULARY = new Set([
  'default',
  'controlplane',
  'True',
  'False',
  'Unknown',
  'rbac.authorization.k8s.io',
  'ServiceAccount',
  'Role',
  'ClusterRole',
])

/** Fields that are outcomes or kinds, not choices of the candidate. */
const NOT_DEMANDED = new Set(['status', 'apiVersion', 'kind', 'apiGroup', 'resourceVersion', 'observedGeneration'])

export function demandsOf(check: Check): Demand[] {
  return rawDemands(check).filter(({ literal }) => !VOCABULARY.has(String(literal)) && literal !== '')
}

function rawDemands(check: Check): Demand[] {
  switch (check.kind) {
    case 'resource':
      return [
        ...objectDemands(['object'], check.object),
        ...leaves(['match'], check.match),
        ...(check.cel === undefined ? [] : celLiterals(check.cel).map((literal) => ({ path: ['cel'], literal }))),
      ]
    case 'absent':
      return [...objectDemands(['object'], check.object), ...check.while.flatMap((ref, index) => objectDemands(['while', index], ref))]
    case 'can-i':
      // What must be refused is judged by least privilege, so only what must be allowed has to be said.
      return check.all.flatMap((claim, index) =>
        claim.allowed
          ? [
              ...claim.as
                .split(':')
                .slice(claim.as.startsWith('system:serviceaccount:') ? 2 : -1)
                .map((literal) => ({ path: ['all', index, 'as'], literal })),
              ...named(['all', index], {
                verb: claim.verb,
                resource: singular(claim.resource),
                subresource: claim.subresource,
                namespace: claim.namespace,
                name: claim.name,
              }),
            ]
          : [],
      )
    case 'exec':
      return [...(typeof check.on === 'string' ? [] : podDemands(['on', 'pod'], check.on.pod)), ...textDemands(['stdout'], check.stdout)]
    case 'connect':
      return check.all.flatMap((claim, index) =>
        claim.open
          ? [
              ...('pod' in claim.from ? podDemands(['all', index, 'from', 'pod'], claim.from.pod) : []),
              { path: ['all', index, 'to', 'host'], literal: claim.to.host.split('.')[0] ?? claim.to.host },
              { path: ['all', index, 'to', 'port'], literal: claim.to.port },
            ]
          : [],
      )
    case 'file':
      return [
        ...named([], { path: check.path, mode: check.mode, owner: check.owner?.split(':')[0] }),
        ...textDemands(['text'], check.text),
        ...leaves(['yaml'], check.yaml),
        ...leaves(['json'], check.json),
      ]
    case 'node':
      return [
        ...named([], { node: check.node, version: check.version }),
        ...named(['unit'], { name: check.unit?.name.replace(/\.service$/, '') }),
        ...leaves(['kubelet'], check.kubelet),
        ...(check.listening ?? []).map((literal, index) => ({ path: ['listening', index], literal })),
        ...(check.notListening ?? []).map((literal, index) => ({ path: ['notListening', index], literal })),
      ]
    case 'process':
      return [
        ...podDemands(['pod'], check.pod),
        ...named([], {
          uid: typeof check.uid === 'number' ? check.uid : undefined,
          gid: typeof check.gid === 'number' ? check.gid : undefined,
        }),
        ...(check.capabilities ?? []).map((literal, index) => ({ path: ['capabilities', index], literal })),
      ]
  }
}

function objectDemands(path: readonly PropertyKey[], ref: ObjectRef): Demand[] {
  return [...named(path, { namespace: ref.namespace, name: ref.name }), ...leaves([...path, 'labels'], ref.labels)]
}

function podDemands(path: readonly PropertyKey[], ref: PodRef): Demand[] {
  return [
    ...named(path, { namespace: ref.namespace, name: ref.name, container: ref.container }),
    ...leaves([...path, 'labels'], ref.labels),
  ]
}

function textDemands(path: readonly PropertyKey[], claim: TextClaim | undefined): Demand[] {
  if (!claim) return []
  return [
    ...named(path, { equals: claim.equals }),
    ...(claim.contains ?? []).map((literal, index) => ({ path: [...path, 'contains', index], literal })),
    ...(claim.lines ?? []).map((literal, index) => ({ path: [...path, 'lines', index], literal })),
  ]
}

function named(path: readonly PropertyKey[], fields: Record<string, string | number | undefined>): Demand[] {
  return Object.entries(fields).flatMap(([field, literal]) => (literal === undefined ? [] : [{ path: [...path, field], literal }]))
}

function leaves(path: readonly PropertyKey[], value: unknown): Demand[] {
  if (typeof value === 'string' || typeof value === 'number') return [{ path, literal: value }]
  if (Array.isArray(value)) return value.flatMap((item, index) => leaves([...path, index], item))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([field, item]) => (NOT_DEMANDED.has(field) ? [] : leaves([...path, field], item)))
}

/** "pods" is said by "pod" too, "networkpolicies" by "NetworkPolicy". */
function singular(resource: string): string {
  return resource.replace(/(ies|s)$/, '')
}
