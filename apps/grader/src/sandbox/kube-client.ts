// Kube over HTTP: untyped objects by apiVersion and kind, as the interface in kube.ts promises.
import { z } from 'zod'
import type { Clock } from '../lib/clock.ts'
import { type AccessReview, ApiServerDown, type Kube, type KubeKind, KubeRefusal } from './kube.ts'
import { Discovery } from './kube-discovery.ts'
import { AList, objectPath, parseObject } from './kube-object.ts'
import { type KubeEndpoint, KubeTransport } from './kube-transport.ts'
import { watchKind } from './kube-watch.ts'

const MANAGER = 'unflunk'

export interface KubeClient extends Kube {
  /** After a reset or a restart: forgets connections and what the old cluster served. */
  forget(): void
  /** Throws `KubeRefusal` where the API server would not take this status of a node. Nothing is changed. */
  dryRunNodeStatus(node: string, status: unknown): Promise<void>
}

export function kubeClient(endpoint: KubeEndpoint, clock: Clock): KubeClient {
  const transport = new KubeTransport(endpoint)
  const discovery = new Discovery(transport)
  const pathOf = async (kind: KubeKind, signal?: AbortSignal) => {
    const served = await discovery.find(kind, signal)
    if (served === undefined) throw new KubeRefusal(404, `this cluster has no ${kind.kind} in ${kind.apiVersion}`)
    return (namespace?: string, name?: string) => objectPath(kind.apiVersion, served, namespace, name)
  }
  const kube: KubeClient = {
    get: (kind, name, namespace, signal) =>
      absent(undefined, async () => {
        const path = await pathOf(kind, signal)
        return parseObject(await transport.json({ method: 'GET', path: path(namespace, name), signal }))
      }),
    list: (kind, options = {}, signal) =>
      absent([], async () => {
        const path = await pathOf(kind, signal)
        const labels = Object.entries(options.labels ?? {}).map(([key, value]) => `${key}=${value}`)
        const query = labels.length === 0 ? '' : `?labelSelector=${encodeURIComponent(labels.join(','))}`
        const list = AList.parse(await transport.json({ method: 'GET', path: path(options.namespace) + query, signal }))
        return (list.items ?? []).map((item) => parseObject({ ...kind, ...item }))
      }),
    apply: async (object, { dryRun = false, subresource, signal } = {}) => {
      const path = await pathOf(object, signal)
      const { name, namespace } = object.metadata
      const query = `?fieldManager=${MANAGER}&force=true${dryRun ? '&dryRun=All' : ''}`
      const request = { method: 'PATCH', body: object, contentType: 'application/apply-patch+yaml', signal } as const
      const target = [path(namespace ?? 'default', name), ...(subresource ? [subresource] : [])].join('/')
      return parseObject(await transport.json({ ...request, path: target + query }))
    },
    delete: async (kind, name, namespace, signal) => {
      await absent(undefined, async () => {
        const path = await pathOf(kind, signal)
        await transport.text({ method: 'DELETE', path: path(namespace, name), signal })
      })
    },
    canI: async (review, signal) => {
      const body = accessReview(review)
      const path = '/apis/authorization.k8s.io/v1/subjectaccessreviews'
      const answer = await transport.json({ method: 'POST', path, body, signal })
      return z.object({ status: z.object({ allowed: z.boolean() }) }).parse(answer).status.allowed
    },
    ready: async (signal) => {
      try {
        return (await transport.text({ method: 'GET', path: '/readyz', signal })).trim() === 'ok'
      } catch (error) {
        if (error instanceof KubeRefusal || error instanceof ApiServerDown) return false
        throw error
      }
    },
    raw: (path, signal) => transport.text({ method: 'GET', path, signal }),
    namespaced: async (kind, signal) => (await discovery.find(kind, signal))?.namespaced,
    watch: (kind, listener, signal, listed) => watchKind({ transport, discovery, clock }, kind, listener, signal, listed),
    dryRunNodeStatus: async (node, status) => {
      const path = `/api/v1/nodes/${encodeURIComponent(node)}/status?dryRun=All`
      await transport.text({ method: 'PATCH', path, body: { status }, contentType: 'application/strategic-merge-patch+json' })
    },
    forget: () => {
      discovery.forget()
      transport.close()
    },
  }
  return kube
}

async function absent<T, U>(value: U, work: () => Promise<T>): Promise<T | U> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof KubeRefusal && error.status === 404) return value
    throw error
  }
}

/** A service account is in the groups that its token would put it in, unless the caller names others. */
export function accessReview(review: AccessReview) {
  const { user, groups = defaultGroups(user), verb, group, resource, subresource, namespace, name } = review
  return {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: { user, groups, resourceAttributes: { verb, group, resource, subresource, namespace, name } },
  }
}

function defaultGroups(user: string): string[] {
  const [, namespace] = /^system:serviceaccount:([^:]+):[^:]+$/.exec(user) ?? []
  const accounts = namespace === undefined ? [] : ['system:serviceaccounts', `system:serviceaccounts:${namespace}`]
  return [...accounts, 'system:authenticated']
}
