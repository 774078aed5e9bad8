// One HTTPRoute: what its rules do, whether its backends resolve, and what it asks for that is not supported.
import type { Backends } from './backends.ts'
import { isGranted } from './grants.ts'
import type { Action, Forward, HeaderEdit, Match, PathChange, Target } from './model.ts'
import { isHeaderName, isWritable } from './nginx-text.ts'
import type { BackendRef, Filter, HeaderChange, HttpRoute, ReferenceGrant, RouteMatch, RouteRule } from './objects.ts'
import { type Said, said } from './status.ts'

const FILTERS = ['RequestHeaderModifier', 'ResponseHeaderModifier', 'RequestRedirect', 'URLRewrite']
const ROOT: RouteMatch = { path: { type: 'PathPrefix', value: '/' }, headers: [], queryParams: [] }
/** A reference that leads nowhere takes its share of the requests with it. */
const BROKEN: Target = { kind: 'answer', status: 500 }

export interface Reach {
  readonly backends: Backends
  readonly grants: readonly ReferenceGrant[]
}

/** A rule's match, ready to be put in order. `action` is told on which listener it answers. */
export interface RouteEntry {
  readonly path: { readonly kind: 'exact' | 'prefix'; readonly value: string }
  readonly conditions: readonly Match[]
  readonly headers: number
  readonly queries: number
  readonly action: (listener: { scheme: 'http' | 'https'; port: number }) => Action
}

export function matchesOf(rule: RouteRule): readonly RouteMatch[] {
  return rule.matches.length > 0 ? rule.matches : [ROOT]
}

/** The first thing that this data plane cannot do. It is refused rather than done by half. */
export function unsupported({ spec }: HttpRoute): string | undefined {
  for (const rule of spec.rules) {
    for (const match of matchesOf(rule)) {
      if (match.path.type !== 'Exact' && match.path.type !== 'PathPrefix') return `path match of type ${match.path.type}`
      const odd = [...match.headers, ...match.queryParams].find(({ type }) => type !== 'Exact')
      if (odd) return `match of ${odd.name} of type ${odd.type}`
      const name = match.headers.find((header) => !isHeaderName(header.name))?.name
      if (name !== undefined) return `header ${name}`
      const texts = [decoded(match.path.value), ...[...match.headers, ...match.queryParams].flatMap(({ name, value }) => [name, value])]
      if (!texts.every(isWritable)) return 'control characters, or too many letters, in a match'
    }
    const filter = rule.filters.find(({ type }) => !FILTERS.includes(type))
    if (filter) return `filter ${filter.type}`
    if (rule.backendRefs.some(({ filters }) => filters.length > 0)) return 'filters of a backend'
    const problem = rule.filters.map(filterProblem).find((one) => one !== undefined)
    if (problem) return problem
  }
  return undefined
}

function filterProblem({ requestHeaderModifier, responseHeaderModifier, requestRedirect, urlRewrite }: Filter): string | undefined {
  const edits = [requestHeaderModifier, responseHeaderModifier].flatMap((change) => change ?? [])
  const changes = edits.flatMap(({ set, add }) => [...set, ...add])
  const name = [...changes.map((change) => change.name), ...edits.flatMap(({ remove }) => remove)].find((one) => !isHeaderName(one))
  if (name !== undefined) return `header ${name}`
  const paths = [requestRedirect?.path, urlRewrite?.path].flatMap((path) => [path?.replaceFullPath ?? '', path?.replacePrefixMatch ?? ''])
  return [...changes.map(({ value }) => value), ...paths].every(isWritable)
    ? undefined
    : 'control characters, or too many letters, in a filter'
}

/** The condition `ResolvedRefs`: of several problems the first. */
export function resolution(route: HttpRoute, reach: Reach): Said {
  for (const ref of route.spec.rules.flatMap(({ backendRefs }) => backendRefs)) {
    const found = targetOf(route, ref, reach)
    if ('problem' in found) return found.problem
  }
  return said('ResolvedRefs', true, 'ResolvedRefs')
}

function targetOf(route: HttpRoute, ref: BackendRef, { backends, grants }: Reach): { target: Target } | { problem: Said } {
  const bad = (reason: string, message: string) => ({ problem: said('ResolvedRefs', false, reason, message) })
  if (ref.group !== '' || ref.kind !== 'Service') return bad('InvalidKind', `A backend must be a Service, not a ${ref.kind}.`)
  const from = { kind: 'HTTPRoute', namespace: route.metadata.namespace } as const
  const to = { kind: 'Service', namespace: ref.namespace ?? from.namespace, name: ref.name } as const
  if (!isGranted(grants, { from, to }))
    return bad('RefNotPermitted', `No ReferenceGrant in ${to.namespace} allows HTTPRoutes of ${from.namespace} to use Service ${to.name}.`)
  if (!backends.service(to.namespace, to.name)) return bad('BackendNotFound', `Service ${to.namespace}/${to.name} does not exist.`)
  const target = backends.target(to.namespace, to.name, ref.port ?? '')
  return target ? { target } : bad('BackendNotFound', `Service ${to.namespace}/${to.name} has no port ${ref.port}.`)
}

export function entriesOf(route: HttpRoute, reach: Reach): RouteEntry[] {
  return route.spec.rules.flatMap((rule) => {
    const targets = rule.backendRefs
      .filter(({ weight }) => weight > 0)
      .map((ref) => {
        const found = targetOf(route, ref, reach)
        return { weight: ref.weight, target: 'target' in found ? found.target : BROKEN }
      })
    return matchesOf(rule).map((match) => entryOf(match, rule.filters, targets))
  })
}

function entryOf(match: RouteMatch, filters: readonly Filter[], targets: Forward['targets']): RouteEntry {
  const kind = match.path.type === 'Exact' ? 'exact' : 'prefix'
  // Nginx compares the decoded path. Of two entries with the same name the first counts.
  const value = decoded(kind === 'exact' ? match.path.value : match.path.value.replace(/(.)\/+$/, '$1'))
  const headers = firstOfEach(match.headers, (name) => name.toLowerCase())
  const queries = firstOfEach(match.queryParams, (name) => name)
  return {
    path: { kind, value },
    conditions: [
      ...(match.method === undefined ? [] : [{ of: 'method' as const, name: '', value: match.method }]),
      ...headers.map((header) => ({ of: 'header' as const, name: header.name, value: header.value })),
      ...queries.map((query) => ({ of: 'query' as const, name: query.name, value: query.value })),
    ],
    headers: headers.length,
    queries: queries.length,
    action: actionFor(match.path.value, filters, targets),
  }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

function firstOfEach<T extends { name: string }>(entries: readonly T[], keyOf: (name: string) => string): T[] {
  return [...new Map(entries.toReversed().map((entry) => [keyOf(entry.name), entry])).values()].toReversed()
}

function actionFor(path: string, filters: readonly Filter[], targets: Forward['targets']): RouteEntry['action'] {
  const redirect = filters.find(({ requestRedirect }) => requestRedirect)?.requestRedirect
  if (redirect)
    return (listener) => {
      const scheme = redirect.scheme ?? listener.scheme
      const usual = scheme === 'https' ? 443 : 80
      const port = redirect.port ?? (redirect.scheme === undefined ? listener.port : usual)
      return {
        ...{ kind: 'redirect', status: redirect.statusCode, scheme, host: redirect.hostname },
        ...{ port: port === usual ? undefined : port, path: changeOf(path, redirect.path) },
      }
    }
  const rewrite = filters.find(({ urlRewrite }) => urlRewrite)?.urlRewrite
  const edit = (which: 'requestHeaderModifier' | 'responseHeaderModifier') => merged(filters.flatMap((filter) => filter[which] ?? []))
  const action: Action =
    targets.length === 0
      ? { kind: 'answer', status: 500 }
      : {
          ...{ kind: 'forward', targets, host: rewrite?.hostname, path: changeOf(path, rewrite?.path) },
          ...{ request: edit('requestHeaderModifier'), response: edit('responseHeaderModifier') },
        }
  return () => action
}

function merged(changes: readonly HeaderChange[]): HeaderEdit {
  return {
    set: changes.flatMap(({ set }) => set),
    add: changes.flatMap(({ add }) => add),
    remove: changes.flatMap(({ remove }) => remove),
  }
}

function changeOf(from: string, change: NonNullable<Filter['urlRewrite']>['path']): PathChange | undefined {
  if (change?.type === 'ReplaceFullPath') return { kind: 'full', to: change.replaceFullPath ?? '/' }
  if (change?.type === 'ReplacePrefixMatch') return { kind: 'prefix', from, to: change.replacePrefixMatch ?? '/' }
  return undefined
}
