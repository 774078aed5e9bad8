// Objects and paths of the Kubernetes API: parsed at the edge, untyped inside.
import { z } from 'zod'
import type { KubeObject } from './kube.ts'

export interface Served {
  /** `pods`, `deployments`. */
  readonly plural: string
  readonly namespaced: boolean
}

/** Only what our own code reads is checked; the rest stays as the server sent it. */
const AnObject = z.custom<KubeObject>(
  (value) =>
    z.looseObject({ apiVersion: z.string(), kind: z.string(), metadata: z.looseObject({ name: z.string() }) }).safeParse(value).success,
  'the API server answered with something that is no Kubernetes object',
)
/** Objects in a list carry neither apiVersion nor kind of their own. */
export const AList = z.object({
  metadata: z.object({ resourceVersion: z.string().optional(), continue: z.string().optional() }).optional(),
  items: z.array(z.looseObject({})).nullish(),
})

/** Without a namespace: the collection of all namespaces, or a cluster-wide object. */
export function objectPath(apiVersion: string, served: Served, namespace?: string, name?: string): string {
  const scope = served.namespaced && namespace !== undefined ? [`namespaces/${encodeURIComponent(namespace)}`] : []
  const last = name === undefined ? [] : [encodeURIComponent(name)]
  return [groupPath(apiVersion), ...scope, served.plural, ...last].join('/')
}

export function parseObject(value: unknown): KubeObject {
  return AnObject.parse(value)
}

export function groupPath(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
}
