// What every cluster of the drill holds at its start: the same names everywhere, so that only the place tells them apart.
import type { KubeObject } from '../sandbox/kube.ts'

export const NAMED_NAMESPACES = ['apollo', 'gemini'] as const
export const DEPLOYMENTS = ['web', 'api'] as const
export const DOOMED_PODS = ['probe', 'canary'] as const
export const DOOMED_CONFIGMAPS = ['draft', 'leftover', 'stale'] as const

const IMAGE = 'registry.k8s.io/pause:3.10.1' // on every node already: nothing is pulled

/** In the order they must be made. */
export function stageObjects(): KubeObject[] {
  const namespaces = NAMED_NAMESPACES.map((name): KubeObject => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }))
  return [...namespaces, ...['default', ...NAMED_NAMESPACES].flatMap(inNamespace)]
}

function inNamespace(namespace: string): KubeObject[] {
  const configMaps = ['settings', ...DOOMED_CONFIGMAPS].map(
    (name): KubeObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data: { level: 'info' } }),
  )
  const pods = DOOMED_PODS.map(
    (name): KubeObject => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace, labels: { app: name } },
      // Gone at once when it is deleted: the round's clock is not the kubelet's.
      spec: { terminationGracePeriodSeconds: 0, containers: [{ name: 'main', image: IMAGE }] },
    }),
  )
  return [...configMaps, ...DEPLOYMENTS.map((name) => deployment(name, namespace)), ...pods]
}

function deployment(name: string, namespace: string): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, labels: { app: name } },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { terminationGracePeriodSeconds: 0, containers: [{ name: 'main', image: IMAGE }] },
      },
    },
  }
}
