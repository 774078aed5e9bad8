import { expect, it } from 'vitest'
import type { KubeObject } from '../sandbox/kube.ts'
import { ready } from './ready.ts'

const object = (kind: string, spec: unknown, status: unknown, generation = 1): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'x', generation },
  spec,
  status,
})
const rolled = { observedGeneration: 1, replicas: 2, updatedReplicas: 2, availableReplicas: 2, readyReplicas: 2 }

it.each<[string, KubeObject, boolean]>([
  ['a rolled out Deployment', object('Deployment', { replicas: 2 }, rolled), true],
  ['a Deployment whose change was not seen yet', object('Deployment', { replicas: 2 }, rolled, 2), false],
  ['a Deployment with an old pod left', object('Deployment', { replicas: 2 }, { ...rolled, replicas: 3 }), false],
  ['a Deployment without status', object('Deployment', { replicas: 1 }, undefined), false],
  ['a Deployment scaled to nothing', object('Deployment', { replicas: 0 }, { observedGeneration: 1 }), true],
  ['a StatefulSet', object('StatefulSet', { replicas: 2 }, rolled), true],
  ['a DaemonSet on no node', object('DaemonSet', {}, { observedGeneration: 1, desiredNumberScheduled: 0 }), false],
  [
    'a DaemonSet on all its nodes',
    object('DaemonSet', {}, { observedGeneration: 1, desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 2 }),
    true,
  ],
  ['a complete Job', object('Job', {}, { conditions: [{ type: 'Complete', status: 'True' }] }), true],
  ['a failed Job', object('Job', {}, { conditions: [{ type: 'Failed', status: 'True' }] }), false],
  ['a bound claim', object('PersistentVolumeClaim', {}, { phase: 'Bound' }), true],
  ['a Ready pod', object('Pod', {}, { conditions: [{ type: 'Ready', status: 'True' }] }), true],
  ['a pod that is not', object('Pod', {}, { conditions: [{ type: 'Ready', status: 'False' }] }), false],
])('%s', (_name, it, expected) => {
  expect(ready(it)).toBe(expected)
})
