// The kinds of graded claims. One zod schema per kind; the grader has one runner per kind (grading/runners).
import { z } from 'zod'

const Name = z.string().min(1)

/** An object in the task's cluster. Without `namespace`: cluster-scoped, or `default` for a namespaced kind. */
export const ObjectRef = z
  .strictObject({
    apiVersion: z.string().min(1),
    kind: z.string().min(1),
    namespace: Name.optional(),
    name: Name.optional(),
    labels: z.record(z.string(), z.string()).optional(),
  })
  .refine((ref) => (ref.name === undefined) !== (ref.labels === undefined), { message: 'give exactly one of name and labels' })
export type ObjectRef = z.infer<typeof ObjectRef>

/** Some running pod: by name or by labels. */
export const PodRef = z
  .strictObject({ namespace: Name, name: Name.optional(), labels: z.record(z.string(), z.string()).optional(), container: Name.optional() })
  .refine((ref) => (ref.name === undefined) !== (ref.labels === undefined), { message: 'give exactly one of name and labels' })
export type PodRef = z.infer<typeof PodRef>

/** Claims about a text. Every one that is present must hold. `lines`: the same non-empty trimmed lines in any order. */
export const TextClaim = z.strictObject({
  equals: z.string().optional(),
  contains: z.array(z.string()).optional(),
  lacks: z.array(z.string()).optional(),
  matches: z.string().optional(),
  lines: z.array(z.string()).optional(),
})
export type TextClaim = z.infer<typeof TextClaim>

const Common = {
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case words joined by hyphens'),
  /** Sub-points of the task. A guard's points are what breaking it costs. */
  points: z.number().int().min(1).default(1),
  /** A sentence that a candidate understands; shown with the verdict. */
  says: z.string().min(10),
  /** True before the candidate starts and must stay true: earns nothing, costs its points when broken. */
  guard: z.boolean().default(false),
  /** Seconds that a claim may take to come true after grading began. */
  within: z.number().int().min(0).max(60).default(3),
}

/**
 * The object exists and holds `match` (subset: lists keyed by name, else any order; quantities compare as numbers) and `cel` over `object`.
 * With `labels`, at least one object with these labels does.
 */
const resource = {
  kind: z.literal('resource'),
  object: ObjectRef,
  match: z.unknown().optional(),
  cel: z.string().optional(),
}

/** The object does not exist, while every object in `while` does (a negative claim alone would pass on an empty cluster). */
const absent = { kind: z.literal('absent'), object: ObjectRef, while: z.array(ObjectRef).min(1) }

/** `as`: `system:serviceaccount:NS:NAME`, or a user name, with optional groups. `group` is the API group ('' is core). */
export const AccessClaim = z.strictObject({
  as: Name,
  groups: z.array(z.string()).optional(),
  verb: Name,
  group: z.string().default(''),
  resource: Name,
  subresource: z.string().optional(),
  namespace: Name.optional(),
  name: Name.optional(),
  allowed: z.boolean(),
})
export type AccessClaim = z.infer<typeof AccessClaim>

const canI = { kind: z.literal('can-i'), all: z.array(AccessClaim).min(1) }

/** A command on a node (`on: controlplane`) or in a pod. The last resort: `proves` says what the outcome shows. */
const exec = {
  kind: z.literal('exec'),
  on: z.union([Name, z.strictObject({ pod: PodRef })]),
  as: z.enum(['root', 'candidate']).default('root'),
  command: z.string().min(1),
  exitCode: z.number().int().default(0),
  stdout: TextClaim.optional(),
  proves: z.string().min(10),
}

/** TCP reachability. Before a "blocked" counts, the source must reach `canReach` (default: the cluster's API service). */
export const TrafficClaim = z.strictObject({
  from: z.union([z.strictObject({ pod: PodRef }), z.strictObject({ node: Name })]),
  to: z.strictObject({ host: Name, port: z.number().int().min(1).max(65535) }),
  open: z.boolean(),
  canReach: z.strictObject({ host: Name, port: z.number().int() }).optional(),
})
export type TrafficClaim = z.infer<typeof TrafficClaim>

const connect = { kind: z.literal('connect'), all: z.array(TrafficClaim).min(1) }

/** A path on a node. `yaml`/`json`: the parsed content holds this subset. `mode`: four octal digits. */
const file = {
  kind: z.literal('file'),
  on: Name.default('controlplane'),
  path: z.string().startsWith('/'),
  exists: z.boolean().default(true),
  text: TextClaim.optional(),
  yaml: z.unknown().optional(),
  json: z.unknown().optional(),
  mode: z
    .string()
    .regex(/^[0-7]{4}$/)
    .optional(),
  owner: z
    .string()
    .regex(/^[^:]+:[^:]+$/, 'user:group')
    .optional(),
}

/** A node as it is: conditions, version, effective kubelet configuration, systemd units, listening ports. */
const node = {
  kind: z.literal('node'),
  node: Name,
  ready: z.boolean().optional(),
  schedulable: z.boolean().optional(),
  version: z.string().optional(),
  kubelet: z.unknown().optional(),
  unit: z.strictObject({ name: Name, active: z.boolean().optional(), enabled: z.boolean().optional() }).optional(),
  listening: z.array(z.number().int()).optional(),
  notListening: z.array(z.number().int()).optional(),
}

/** What the main process of every matching container really runs with, read from /proc on its node. */
const process = {
  kind: z.literal('process'),
  pod: PodRef,
  uid: z.union([z.number().int(), z.strictObject({ not: z.number().int() })]).optional(),
  gid: z.union([z.number().int(), z.strictObject({ not: z.number().int() })]).optional(),
  noNewPrivileges: z.boolean().optional(),
  /** The exact effective set, without the CAP_ prefix; `[]` is none. */
  capabilities: z.array(z.string()).optional(),
  lacksCapabilities: z.array(z.string()).optional(),
  seccomp: z.enum(['disabled', 'filter']).optional(),
  readOnlyRoot: z.boolean().optional(),
}

export const Check = z.discriminatedUnion('kind', [
  z.strictObject({ ...Common, ...resource }),
  z.strictObject({ ...Common, ...absent }),
  z.strictObject({ ...Common, ...canI }),
  z.strictObject({ ...Common, ...exec }),
  z.strictObject({ ...Common, ...connect }),
  z.strictObject({ ...Common, ...file }),
  z.strictObject({ ...Common, ...node }),
  z.strictObject({ ...Common, ...process }),
])
export type Check = z.infer<typeof Check>
export type CheckKind = Check['kind']
export type CheckOf<K extends CheckKind> = Extract<Check, { kind: K }>

const Named = { id: Common.id.optional(), says: z.string().optional() }

/** What a check claims, without its place in a score: a setup step waits until it holds. Every Check is one. */
export const Claim = z.discriminatedUnion('kind', [
  z.strictObject({ ...Named, ...resource }),
  z.strictObject({ ...Named, ...absent }),
  z.strictObject({ ...Named, ...canI }),
  z.strictObject({ ...Named, ...exec }),
  z.strictObject({ ...Named, ...connect }),
  z.strictObject({ ...Named, ...file }),
  z.strictObject({ ...Named, ...node }),
  z.strictObject({ ...Named, ...process }),
])
export type Claim = z.infer<typeof Claim>
export type ClaimOf<K extends CheckKind> = Extract<Claim, { kind: K }>
