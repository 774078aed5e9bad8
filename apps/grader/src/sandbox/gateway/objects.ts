// What the compilers read of the objects; everything else in them is left alone. What does not parse is left out: it must not break the rest.
import { z } from 'zod'
import type { KubeObject } from '../kube.ts'
import { Selector } from '../policy/selector.ts'

const Metadata = z.object({
  name: z.string(),
  namespace: z.string().default(''),
  uid: z.string().default(''),
  generation: z.number().default(0),
  creationTimestamp: z.string().default(''),
  labels: z.record(z.string(), z.string()).default({}),
  annotations: z.record(z.string(), z.string()).default({}),
})
export type Metadata = z.infer<typeof Metadata>

const Condition = z.object({
  type: z.string(),
  status: z.string(),
  reason: z.string(),
  message: z.string(),
  observedGeneration: z.number().optional(),
  lastTransitionTime: z.string(),
})
export type Condition = z.infer<typeof Condition>
const conditions = z.array(Condition).default([])

export const Service = z.object({
  metadata: Metadata,
  spec: z.object({
    /** undefined: it has no address, not yet or (headless) ever. */
    clusterIP: z
      .string()
      .optional()
      .transform((address) => (address === '' || address === 'None' ? undefined : address)),
    ports: z.array(z.object({ name: z.string().default(''), port: z.number(), protocol: z.string().default('TCP') })).default([]),
  }),
})
export type Service = z.infer<typeof Service>

export const EndpointSlice = z.object({
  metadata: Metadata,
  addressType: z.string(),
  endpoints: z
    .array(z.object({ addresses: z.array(z.string()), conditions: z.object({ ready: z.boolean().nullish() }).default({}) }))
    .nullish(),
  ports: z.array(z.object({ name: z.string().default(''), port: z.number().nullish(), protocol: z.string().default('TCP') })).nullish(),
})
export type EndpointSlice = z.infer<typeof EndpointSlice>

export const Secret = z.object({ metadata: Metadata, data: z.record(z.string(), z.string()).default({}) })
export type Secret = z.infer<typeof Secret>

export const Namespace = z.object({ metadata: Metadata })
export type Namespace = z.infer<typeof Namespace>

export const IngressClass = z.object({
  metadata: Metadata,
  spec: z.object({ controller: z.string().default('') }).default({ controller: '' }),
})

const IngressBackend = z.object({
  service: z.object({ name: z.string(), port: z.object({ name: z.string().optional(), number: z.number().optional() }) }).optional(),
})
export type IngressBackend = z.infer<typeof IngressBackend>

const IngressPath = z.object({
  path: z.string().default('/'),
  pathType: z.enum(['Exact', 'Prefix', 'ImplementationSpecific']),
  backend: IngressBackend,
})
export type IngressPath = z.infer<typeof IngressPath>

export const Ingress = z.object({
  metadata: Metadata,
  spec: z.object({
    ingressClassName: z.string().optional(),
    defaultBackend: IngressBackend.optional(),
    tls: z.array(z.object({ hosts: z.array(z.string()).default([]), secretName: z.string().optional() })).default([]),
    rules: z.array(z.object({ host: z.string().default(''), http: z.object({ paths: z.array(IngressPath) }).optional() })).default([]),
  }),
})
export type Ingress = z.infer<typeof Ingress>

export const GatewayClass = z.object({
  metadata: Metadata,
  spec: z.object({ controllerName: z.string() }),
  status: z.looseObject({ conditions }).default({ conditions: [] }),
})
export type GatewayClass = z.infer<typeof GatewayClass>

const group = z.string().default('gateway.networking.k8s.io')

const Listener = z.object({
  name: z.string(),
  hostname: z.string().default(''),
  port: z.number(),
  protocol: z.string(),
  tls: z
    .object({
      mode: z.string().default('Terminate'),
      certificateRefs: z
        .array(
          z.object({
            group: z.string().default(''),
            kind: z.string().default('Secret'),
            name: z.string(),
            namespace: z.string().optional(),
          }),
        )
        .default([]),
    })
    .optional(),
  allowedRoutes: z
    .object({
      namespaces: z.object({ from: z.string().default('Same'), selector: Selector.optional() }).default({ from: 'Same' }),
      kinds: z.array(z.object({ group, kind: z.string() })).default([]),
    })
    .default({ namespaces: { from: 'Same' }, kinds: [] }),
})
export type Listener = z.infer<typeof Listener>

export const Gateway = z.object({
  metadata: Metadata,
  spec: z.object({
    gatewayClassName: z.string(),
    listeners: z.array(Listener),
    addresses: z.array(z.unknown()).default([]),
  }),
  status: z
    .looseObject({ conditions, listeners: z.array(z.looseObject({ name: z.string(), conditions })).default([]) })
    .default({ conditions: [], listeners: [] }),
})
export type Gateway = z.infer<typeof Gateway>

const ParentRef = z.object({
  group,
  kind: z.string().default('Gateway'),
  namespace: z.string().optional(),
  name: z.string(),
  sectionName: z.string().optional(),
  port: z.number().optional(),
})
export type ParentRef = z.infer<typeof ParentRef>

const header = z.object({ name: z.string(), value: z.string() })
const HeaderChange = z.object({
  set: z.array(header).default([]),
  add: z.array(header).default([]),
  remove: z.array(z.string()).default([]),
})
export type HeaderChange = z.infer<typeof HeaderChange>

const PathChange = z.object({
  type: z.string(),
  replaceFullPath: z.string().optional(),
  replacePrefixMatch: z.string().optional(),
})

const Filter = z.object({
  type: z.string(),
  requestHeaderModifier: HeaderChange.optional(),
  responseHeaderModifier: HeaderChange.optional(),
  requestRedirect: z
    .object({
      scheme: z.string().optional(),
      hostname: z.string().optional(),
      path: PathChange.optional(),
      port: z.number().optional(),
      statusCode: z.number().default(302),
    })
    .optional(),
  urlRewrite: z.object({ hostname: z.string().optional(), path: PathChange.optional() }).optional(),
})
export type Filter = z.infer<typeof Filter>

const BackendRef = z.object({
  group: z.string().default(''),
  kind: z.string().default('Service'),
  name: z.string(),
  namespace: z.string().optional(),
  port: z.number().optional(),
  weight: z.number().default(1),
  filters: z.array(z.unknown()).default([]),
})
export type BackendRef = z.infer<typeof BackendRef>

const valueMatch = z.object({ type: z.string().default('Exact'), name: z.string(), value: z.string() })

const RouteMatch = z.object({
  path: z.object({ type: z.string().default('PathPrefix'), value: z.string().default('/') }).default({ type: 'PathPrefix', value: '/' }),
  headers: z.array(valueMatch).default([]),
  queryParams: z.array(valueMatch).default([]),
  method: z.string().optional(),
})
export type RouteMatch = z.infer<typeof RouteMatch>

const RouteRule = z.object({
  matches: z.array(RouteMatch).default([]),
  filters: z.array(Filter).default([]),
  backendRefs: z.array(BackendRef).default([]),
})
export type RouteRule = z.infer<typeof RouteRule>

export const HttpRoute = z.object({
  metadata: Metadata,
  spec: z.object({
    parentRefs: z.array(ParentRef).default([]),
    hostnames: z.array(z.string()).default([]),
    rules: z.array(RouteRule).default([]),
  }),
  status: z
    .looseObject({ parents: z.array(z.looseObject({ parentRef: ParentRef, controllerName: z.string(), conditions })).default([]) })
    .default({ parents: [] }),
})
export type HttpRoute = z.infer<typeof HttpRoute>

export const ReferenceGrant = z.object({
  metadata: Metadata,
  spec: z.object({
    from: z.array(z.object({ group: z.string(), kind: z.string(), namespace: z.string() })),
    to: z.array(z.object({ group: z.string(), kind: z.string(), name: z.string().optional() })),
  }),
})
export type ReferenceGrant = z.infer<typeof ReferenceGrant>

export function readAll<T>(schema: z.ZodType<T>, objects: readonly KubeObject[] = []): T[] {
  return objects.flatMap((object) => schema.safeParse(object).data ?? [])
}

/** The older object is right where two of them claim the same; of the same age, the first by name. */
export function byAge(a: { metadata: Metadata }, b: { metadata: Metadata }): number {
  const keys = [a, b].map(({ metadata }) => `${metadata.creationTimestamp} ${keyOf(metadata)}`)
  return (keys[0] ?? '') < (keys[1] ?? '') ? -1 : 1
}

export function keyOf({ namespace, name }: { namespace: string; name: string }): string {
  return `${namespace}/${name}`
}
