// How an object of a manifest stands against the live one: the same, another, or absent. What the server adds by itself makes no difference.
import { type Kube, type KubeObject, KubeRefusal } from '../sandbox/kube.ts'

export type Standing = 'same' | 'differs' | 'absent'

/**
 * undefined: a kind that the cluster does not serve (a kubelet configuration, an audit policy). An object without a namespace is
 * looked for in all of them, since `-n` of a command line is not in the file.
 */
export async function standing(
  kube: Pick<Kube, 'namespaced' | 'get' | 'list' | 'apply'>,
  object: KubeObject,
  signal?: AbortSignal,
): Promise<Standing | undefined> {
  const { apiVersion, kind } = object
  const { name, namespace } = object.metadata
  const namespaced = await kube.namespaced({ apiVersion, kind }, signal)
  if (namespaced === undefined) return undefined
  const anywhere = namespaced && namespace === undefined
  const found = anywhere
    ? (await kube.list({ apiVersion, kind }, {}, signal)).filter((one) => one.metadata.name === name)
    : [await kube.get({ apiVersion, kind }, name, namespaced ? namespace : undefined, signal)].filter((one) => one !== undefined)
  for (const live of found) if (holds(object, live, kind) || (await wouldStay(kube, object, live, signal))) return 'same'
  return found.length === 0 ? 'absent' : 'differs'
}

const OF_THE_SERVER: ReadonlySet<string> = new Set([
  'status',
  'creationTimestamp',
  'resourceVersion',
  'uid',
  'generation',
  'managedFields',
  'selfLink',
])

/** Whether every field of the manifest is in the live object, word for word. Empty fields say nothing. */
export function holds(wanted: unknown, live: unknown, kind: string): boolean {
  if (isEmpty(wanted)) return true
  if (Array.isArray(wanted)) {
    if (!Array.isArray(live)) return false
    // The server gives pods volumes, mounts and tolerations of its own.
    if (kind !== 'Pod') return wanted.length === live.length && wanted.every((item, index) => holds(item, live[index], kind))
    return wanted.every((item) => live.some((other) => holds(item, other, kind)))
  }
  if (isMap(wanted)) {
    if (!isMap(live)) return false
    return Object.entries(wanted).every(([key, value]) => OF_THE_SERVER.has(key) || holds(value, live[key], kind))
  }
  return wanted === live || (typeof wanted !== typeof live && String(wanted) === String(live))
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0
  if (isMap(value)) return Object.entries(value).every(([key, inner]) => OF_THE_SERVER.has(key) || isEmpty(inner))
  return value === null || value === undefined || value === ''
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The server's own word on amounts ("0.5", "500m"), encodings and defaults: a dry run of an apply that changes nothing. */
async function wouldStay(kube: Pick<Kube, 'apply'>, object: KubeObject, live: KubeObject, signal?: AbortSignal): Promise<boolean> {
  const { namespace } = live.metadata
  const { metadata, status: _status, ...rest } = object
  const {
    managedFields: _fields,
    uid: _uid,
    resourceVersion: _version,
    generation: _generation,
    creationTimestamp: _created,
    ...named
  } = metadata
  const wanted = { ...rest, metadata: { ...named, ...(namespace === undefined ? {} : { namespace }) } }
  try {
    const after = await kube.apply(wanted, { dryRun: true, ...(signal ? { signal } : {}) })
    return contentOf(after) === contentOf(live)
  } catch (error) {
    if (error instanceof KubeRefusal) return false
    throw error
  }
}

/** The same text for the same object, whatever the order of its fields. */
function contentOf(object: KubeObject): string {
  return JSON.stringify(object, (key, value: unknown) => {
    if (OF_THE_SERVER.has(key)) return undefined
    return isMap(value) ? Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1))) : value
  })
}
