// The API server of one cluster as the rest of the grader sees it: untyped objects by apiVersion and kind.

/** Any Kubernetes object. */
export interface KubeObject {
  apiVersion: string
  kind: string
  metadata: {
    name: string
    namespace?: string
    uid?: string
    generation?: number
    resourceVersion?: string
    creationTimestamp?: string
    deletionTimestamp?: string
    labels?: Record<string, string>
    annotations?: Record<string, string>
    ownerReferences?: { apiVersion?: string; kind: string; name: string; uid?: string; controller?: boolean }[]
    managedFields?: { manager?: string; operation?: string; time?: string; subresource?: string }[]
  }
  [field: string]: unknown
}

export interface KubeKind {
  readonly apiVersion: string
  readonly kind: string
}

export interface AccessReview {
  readonly user: string
  readonly groups?: readonly string[]
  readonly verb: string
  readonly group: string
  readonly resource: string
  readonly subresource?: string
  readonly namespace?: string
  readonly name?: string
}

/** A refusal by a working API server (403, 409, 422, ...): a value for callers that expect it. */
export class KubeRefusal extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.name = 'KubeRefusal'
    this.status = status
  }
}

/** The API server did not answer although engine and node do: the candidate's (or the task's) broken cluster. */
export class ApiServerDown extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'ApiServerDown'
  }
}

/**
 * Calls as cluster admin. They throw `ApiServerDown` when nothing answers at the API port, `KubeRefusal` when it
 * answers with an error status, AppError `cluster-unavailable` for our own faults (frozen, engine gone).
 */
export interface Kube {
  /** undefined when the object, or its kind, does not exist. */
  get(kind: KubeKind, name: string, namespace?: string, signal?: AbortSignal): Promise<KubeObject | undefined>
  /** `namespace` undefined lists all namespaces; [] when the kind does not exist. */
  list(
    kind: KubeKind,
    options?: { namespace?: string; labels?: Readonly<Record<string, string>> },
    signal?: AbortSignal,
  ): Promise<KubeObject[]>
  /** Server-side apply with field manager `unflunk`, of the object or its status alone; or a dry run that tells whether it would be admitted. */
  apply(object: KubeObject, options?: { dryRun?: boolean; subresource?: 'status'; signal?: AbortSignal }): Promise<KubeObject>
  delete(kind: KubeKind, name: string, namespace?: string, signal?: AbortSignal): Promise<void>
  canI(review: AccessReview, signal?: AbortSignal): Promise<boolean>
  /** True when GET /readyz answers ok. */
  ready(signal?: AbortSignal): Promise<boolean>
  /** Raw GET of a path (`/api/v1/nodes/x/proxy/configz`), body as text. */
  raw(path: string, signal?: AbortSignal): Promise<string>
  /** `namespace/resource` kinds served by this cluster, from discovery: is `kind` namespaced? undefined when unknown. */
  namespaced(kind: KubeKind, signal?: AbortSignal): Promise<boolean | undefined>
  /**
   * Watches one kind in all namespaces until the signal aborts; survives API server restarts and thaw by re-listing. `listed` is told
   * whenever the listener knows all that is there.
   */
  watch(
    kind: KubeKind,
    listener: (change: 'added' | 'modified' | 'deleted', object: KubeObject) => void,
    signal: AbortSignal,
    listed?: () => void,
  ): Promise<void>
}
