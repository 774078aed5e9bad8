import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { KubeObject } from '../kube.ts'
import type { Compiled } from './compiled.ts'
import { compileGateways } from './gateway.ts'
import { object, service, tlsSecret, worldOf } from './world.fixture.ts'

const NOW = '2026-02-01T00:00:00Z'

const gatewayClass = object('GatewayClass', 'nginx', { spec: { controllerName: 'gateway.unflunk/nginx' } })
const namespaces = [
  object('Namespace', 'apollo', { labels: { team: 'moon' } }),
  object('Namespace', 'gemini', { labels: { team: 'orbit' } }),
]
const running = service('nginx-gateway/nginx-gateway', '10.244.0.9')
const web = service('apollo/web', '10.244.1.2')
const far = service('gemini/far', '10.244.1.3')

type Fields = Record<string, unknown>
const http = { name: 'http', port: 80, protocol: 'HTTP' }
const https = { name: 'https', port: 443, protocol: 'HTTPS', tls: { certificateRefs: [{ name: 'shop' }] } }

function gateway(listeners: Fields[], more: Fields = {}): KubeObject {
  return object('Gateway', 'apollo/front', { spec: { gatewayClassName: 'nginx', listeners, ...more } })
}
function route(spec: Fields, path = 'apollo/shop'): KubeObject {
  return object('HTTPRoute', path, {
    spec: { parentRefs: [{ name: 'front', namespace: 'apollo' }], rules: [{ backendRefs: [{ name: 'web', port: 80 }] }], ...spec },
  })
}
function grant(namespace: string, from: Fields, to: Fields): KubeObject {
  const group = 'gateway.networking.k8s.io'
  return object('ReferenceGrant', `${namespace}/grant`, { spec: { from: [{ group, ...from }], to: [{ group: '', ...to }] } })
}
function compiled(...objects: (KubeObject | KubeObject[])[]): Compiled {
  return compileGateways(worldOf(gatewayClass, namespaces, running, web, far, ...objects), NOW)
}

const Conditions = z.array(z.object({ type: z.string(), status: z.string(), reason: z.string() }))
const Status = z.object({
  conditions: Conditions.optional(),
  listeners: z.array(z.object({ name: z.string(), attachedRoutes: z.number(), conditions: Conditions })).optional(),
  parents: z.array(z.object({ conditions: Conditions })).optional(),
})

function statusOf({ statuses }: Compiled, kind: string) {
  return Status.parse(statuses.find((object) => object.kind === kind)?.status ?? {})
}
/** `Accepted` alone where all is well, else `Accepted=False Reason`. */
function words(conditions: z.infer<typeof Conditions> = []): string {
  const word = ({ type, status, reason }: (typeof conditions)[number]) =>
    status === 'True' && reason === type ? type : `${type}=${status} ${reason}`
  return conditions.map(word).join(', ')
}
const routeWords = (result: Compiled) => statusOf(result, 'HTTPRoute').parents?.map(({ conditions }) => words(conditions))

describe('a listener', () => {
  const secret = tlsSecret('apollo/shop')
  const cases: [what: string, listeners: Fields[], others: KubeObject[], status: string][] = [
    ['HTTP', [http], [], 'Accepted, Conflicted=False NoConflicts, Programmed, ResolvedRefs'],
    ['HTTPS with its certificate', [https], [secret], 'Accepted, Conflicted=False NoConflicts, Programmed, ResolvedRefs'],
    [
      'HTTPS without its Secret',
      [https],
      [],
      'Accepted, Conflicted=False NoConflicts, Programmed=False Invalid, ResolvedRefs=False InvalidCertificateRef',
    ],
    [
      'HTTPS with a broken Secret',
      [https],
      [tlsSecret('apollo/shop', 'other key')],
      'Accepted, Conflicted=False NoConflicts, Programmed=False Invalid, ResolvedRefs=False InvalidCertificateRef',
    ],
    [
      'HTTPS with a certificate of another namespace',
      [{ ...https, tls: { certificateRefs: [{ name: 'shop', namespace: 'gemini' }] } }],
      [tlsSecret('gemini/shop')],
      'Accepted, Conflicted=False NoConflicts, Programmed=False Invalid, ResolvedRefs=False RefNotPermitted',
    ],
    [
      'HTTPS with a certificate of another namespace that grants it',
      [{ ...https, tls: { certificateRefs: [{ name: 'shop', namespace: 'gemini' }] } }],
      [tlsSecret('gemini/shop'), grant('gemini', { kind: 'Gateway', namespace: 'apollo' }, { kind: 'Secret', name: 'shop' })],
      'Accepted, Conflicted=False NoConflicts, Programmed, ResolvedRefs',
    ],
    [
      'TCP',
      [{ ...http, protocol: 'TCP' }],
      [],
      'Accepted=False UnsupportedProtocol, Conflicted=False NoConflicts, Programmed=False Invalid, ResolvedRefs',
    ],
    [
      'for kinds of routes that are not served',
      [{ ...http, allowedRoutes: { kinds: [{ kind: 'TCPRoute' }] } }],
      [],
      'Accepted, Conflicted=False NoConflicts, Programmed, ResolvedRefs=False InvalidRouteKinds',
    ],
    [
      'on a port with two protocols',
      [http, { ...https, port: 80 }],
      [secret],
      'Accepted=False ProtocolConflict, Conflicted=True ProtocolConflict, Programmed=False Invalid, ResolvedRefs',
    ],
  ]
  it.each(cases)('%s', (_, listeners, others, status) => {
    expect(words(statusOf(compiled(gateway(listeners), others), 'Gateway').listeners?.[0]?.conditions)).toBe(status)
  })
})

describe('a Gateway', () => {
  it('is programmed when its Service has an address and nginx runs', () => {
    const first = compiled(gateway([http]))
    expect(words(statusOf(first, 'Gateway').conditions)).toBe('Accepted, Programmed=False AddressNotAssigned')
    const [made, slice] = first.objects
    expect(made).toMatchObject({
      kind: 'Service',
      metadata: {
        name: 'front-nginx',
        namespace: 'apollo',
        labels: { 'gateway.networking.k8s.io/gateway-name': 'front' },
        ownerReferences: [{ kind: 'Gateway', name: 'front', uid: 'Gateway-apollo/front' }],
      },
      spec: { type: 'NodePort', ports: [{ name: 'port-80', port: 80, targetPort: expect.any(Number) }] },
    })
    expect(slice).toMatchObject({ kind: 'EndpointSlice', endpoints: [{ addresses: ['10.244.0.9'] }] })
    const labels = { 'gateway.networking.k8s.io/gateway-name': 'front' }
    const there = object('Service', 'apollo/front-nginx', {
      labels,
      spec: { clusterIP: '10.96.7.7', ports: [{ name: 'port-80', port: 80 }] },
    })
    const second = compiled(gateway([http]), there)
    expect(words(statusOf(second, 'Gateway').conditions)).toBe('Accepted, Programmed')
    expect(second.statuses.find(({ kind }) => kind === 'Gateway')?.status).toMatchObject({
      addresses: [{ type: 'IPAddress', value: '10.96.7.7' }],
    })
    const still = compileGateways(worldOf(gatewayClass, web, gateway([http]), there), NOW)
    expect(words(statusOf(still, 'Gateway').conditions)).toBe('Accepted, Programmed=False Pending')
  })

  it('leaves a Service alone that only has the name of its own', () => {
    const taken = object('Service', 'apollo/front-nginx', { spec: { clusterIP: '10.96.7.7', ports: [{ port: 80 }] } })
    const result = compiled(gateway([http]), taken)
    expect(result.objects).toEqual([])
    expect(words(statusOf(result, 'Gateway').conditions)).toBe('Accepted, Programmed=False AddressNotAssigned')
  })

  it('with one bad listener of two is accepted, and says so; with none that is good it is not', () => {
    expect(words(statusOf(compiled(gateway([http, https])), 'Gateway').conditions)).toMatch(/^Accepted=True ListenersNotValid/)
    expect(words(statusOf(compiled(gateway([{ ...http, protocol: 'UDP' }])), 'Gateway').conditions)).toBe(
      'Accepted=False ListenersNotValid, Programmed=False Invalid',
    )
  })

  it('cannot choose its address', () => {
    const result = compiled(gateway([http], { addresses: [{ value: '10.0.0.1' }] }))
    expect(words(statusOf(result, 'Gateway').conditions)).toBe('Accepted=False UnsupportedAddress, Programmed=False Invalid')
  })

  it('of another class is nobody of ours', () => {
    const foreign = gateway([http], { gatewayClassName: 'other' })
    const { objects, statuses } = compiled(foreign, route({}))
    expect([objects, statuses.map(({ kind }) => kind)]).toEqual([[], ['GatewayClass']])
  })

  it('that has been told everything is told nothing again, and what changes keeps the time of what does not', () => {
    const made = gateway([http])
    const told = compiled(made).statuses.find(({ kind }) => kind === 'Gateway')?.status
    const later = (listeners: Fields[]) =>
      compileGateways(
        worldOf(gatewayClass, running, { ...made, spec: { gatewayClassName: 'nginx', listeners }, status: told }),
        '2026-03-01T00:00:00Z',
      )
    expect(later([http]).statuses.filter(({ kind }) => kind === 'Gateway')).toEqual([])
    const changed = later([{ ...http, protocol: 'TCP' }]).statuses.find(({ kind }) => kind === 'Gateway')?.status
    expect(changed).toMatchObject({
      conditions: [
        { type: 'Accepted', lastTransitionTime: '2026-03-01T00:00:00Z' },
        { type: 'Programmed', lastTransitionTime: NOW },
      ],
    })
  })
})

describe('an HTTPRoute', () => {
  const listener = (more: Fields) => gateway([{ ...http, ...more }])
  const backends = (...refs: Fields[]) => route({ rules: [{ backendRefs: refs }] })
  const rule = (more: Fields) => route({ rules: [{ backendRefs: [{ name: 'web', port: 80 }], ...more }] })
  const parent = (more: Fields) => route({ parentRefs: [{ name: 'front', ...more }] })
  const cases: [what: string, objects: KubeObject[], status: string][] = [
    ['of the same namespace', [listener({}), route({})], 'Accepted, ResolvedRefs'],
    [
      'of another namespace',
      [listener({}), route({}, 'gemini/shop')],
      'Accepted=False NotAllowedByListeners, ResolvedRefs=False BackendNotFound',
    ],
    [
      'of another namespace, all are allowed',
      [listener({ allowedRoutes: { namespaces: { from: 'All' } } }), route({ rules: [] }, 'gemini/shop')],
      'Accepted, ResolvedRefs',
    ],
    [
      'of another namespace, allowed by its label',
      [
        listener({ allowedRoutes: { namespaces: { from: 'Selector', selector: { matchLabels: { team: 'orbit' } } } } }),
        route({ rules: [] }, 'gemini/shop'),
      ],
      'Accepted, ResolvedRefs',
    ],
    [
      'of another namespace, with another label',
      [
        listener({ allowedRoutes: { namespaces: { from: 'Selector', selector: { matchLabels: { team: 'sun' } } } } }),
        route({ rules: [] }, 'gemini/shop'),
      ],
      'Accepted=False NotAllowedByListeners, ResolvedRefs',
    ],
    [
      'where only other kinds are allowed',
      [listener({ allowedRoutes: { kinds: [{ kind: 'GRPCRoute' }] } }), route({})],
      'Accepted=False NotAllowedByListeners, ResolvedRefs',
    ],
    ['for a listener by name', [listener({}), parent({ sectionName: 'http' })], 'Accepted, ResolvedRefs'],
    ['for a listener that is not there', [listener({}), parent({ sectionName: 'web' })], 'Accepted=False NoMatchingParent, ResolvedRefs'],
    ['for a port that is not there', [listener({}), parent({ port: 81 })], 'Accepted=False NoMatchingParent, ResolvedRefs'],
    [
      'with a host that the listener has not',
      [listener({ hostname: 'a.example.com' }), route({ hostnames: ['b.example.com'] })],
      'Accepted=False NoMatchingListenerHostname, ResolvedRefs',
    ],
    ['for a listener that is not accepted', [listener({ protocol: 'TCP' }), route({})], 'Accepted=False InvalidListener, ResolvedRefs'],
    [
      'to a Service that is not there',
      [listener({}), backends({ name: 'gone', port: 80 })],
      'Accepted, ResolvedRefs=False BackendNotFound',
    ],
    ['to a port that is not there', [listener({}), backends({ name: 'web', port: 81 })], 'Accepted, ResolvedRefs=False BackendNotFound'],
    [
      'to something else than a Service',
      [listener({}), backends({ kind: 'Pod', name: 'web', port: 80 })],
      'Accepted, ResolvedRefs=False InvalidKind',
    ],
    [
      'to a Service of another namespace',
      [listener({}), backends({ name: 'far', namespace: 'gemini', port: 80 })],
      'Accepted, ResolvedRefs=False RefNotPermitted',
    ],
    [
      'to a Service of another namespace that grants it',
      [
        listener({}),
        backends({ name: 'far', namespace: 'gemini', port: 80 }),
        grant('gemini', { kind: 'HTTPRoute', namespace: 'apollo' }, { kind: 'Service' }),
      ],
      'Accepted, ResolvedRefs',
    ],
    [
      'to a Service of another namespace that grants another one',
      [
        listener({}),
        backends({ name: 'far', namespace: 'gemini', port: 80 }),
        grant('gemini', { kind: 'HTTPRoute', namespace: 'apollo' }, { kind: 'Service', name: 'near' }),
      ],
      'Accepted, ResolvedRefs=False RefNotPermitted',
    ],
    [
      'with a kind of match that is not supported',
      [listener({}), rule({ matches: [{ path: { type: 'RegularExpression', value: '/a.*' } }] })],
      'Accepted=False UnsupportedValue, ResolvedRefs',
    ],
    [
      'with a filter that is not supported',
      [listener({}), rule({ filters: [{ type: 'RequestMirror' }] })],
      'Accepted=False UnsupportedValue, ResolvedRefs',
    ],
  ]
  it.each(cases)('%s', (_, objects, status) => {
    expect(routeWords(compiled(...objects))).toEqual([status])
  })

  it('whose Gateway is gone loses what was said for it, and keeps what others said', () => {
    const parents = ['gateway.unflunk/nginx', 'example.com/other'].map((controllerName) => ({
      parentRef: { name: 'front' },
      controllerName,
      conditions: [],
    }))
    const left = { ...route({}), status: { parents } }
    expect(compiled(left).statuses.find(({ kind }) => kind === 'HTTPRoute')?.status).toMatchObject({
      parents: [{ controllerName: 'example.com/other' }],
    })
  })

  it('is counted by each listener that it is attached to, once', () => {
    const both = route({ parentRefs: [{ name: 'front' }, { name: 'front', sectionName: 'http' }], hostnames: ['shop.example.com'] })
    const listeners = [http, { ...http, name: 'other', hostname: 'other.example.com' }, https]
    const { listeners: told } = statusOf(compiled(gateway(listeners), tlsSecret('apollo/shop'), both), 'Gateway')
    expect(told?.map(({ name, attachedRoutes }) => `${name} ${attachedRoutes}`)).toEqual(['http 1', 'other 0', 'https 1'])
  })
})

it('a half-written object does not harm the others', () => {
  const odd = [
    object('HTTPRoute', 'apollo/odd', { spec: { parentRefs: 3 } }),
    object('Gateway', 'apollo/odd', {}),
    object('Secret', 'apollo/odd'),
  ]
  expect(routeWords(compiled(gateway([http]), odd, route({})))).toEqual(['Accepted, ResolvedRefs'])
})
