import { describe, expect, it } from 'vitest'
import { type Kube, type KubeObject, KubeRefusal } from '../sandbox/kube.ts'
import { objectsIn } from './look-at-manifests.ts'
import { holds, standing } from './standing.ts'

const names = (text: string) => objectsIn(text).map(({ kind, metadata }) => `${kind} ${metadata.name}`)

describe('the objects of a file', () => {
  it.each([
    ['one', 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}', ['Pod a']],
    ['two', 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: b}', ['Pod a', 'Pod b']],
    ['json', '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"}}', ['Pod a']],
    ['a list', 'apiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: Pod, metadata: {name: a}}]', ['Pod a']],
    ['values of a chart', 'replicas: 3\nimage: nginx', []],
    ['a kubelet configuration', 'apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration', []],
    ['a template', 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Release.Name }}', []],
    ['broken', 'apiVersion: v1\n kind: Pod\n\tmetadata', []],
    ['empty', '', []],
    ['a good document beside a broken one', 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n---\nkind: [', ['Pod a']],
  ])('%s', (_, text, expected) => {
    expect(names(text)).toEqual(expected)
  })
})

const deployment = (spec: unknown, more: object = {}): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'apollo', ...more },
  spec,
})

describe('a manifest beside the live object', () => {
  const live = {
    replicas: 2,
    strategy: { type: 'RollingUpdate' },
    template: { spec: { containers: [{ name: 'a', image: 'nginx', ports: [{ containerPort: 80, protocol: 'TCP' }] }] } },
  }
  it.each<[string, unknown, boolean]>([
    ['a part of it', { replicas: 2 }, true],
    ['with empty fields of a generator', { replicas: 2, strategy: {}, template: { metadata: { creationTimestamp: null } } }, true],
    [
      'without the defaults of the server',
      { template: { spec: { containers: [{ name: 'a', image: 'nginx', ports: [{ containerPort: 80 }] }] } } },
      true,
    ],
    ['another number', { replicas: 3 }, false],
    ['a field that it lacks', { paused: true }, false],
    ['one container more', { template: { spec: { containers: [{ name: 'a' }, { name: 'b' }] } } }, false],
  ])('%s', (_, spec, same) => {
    expect(holds(deployment(spec), deployment(live), 'Deployment')).toBe(same)
  })

  it('of a pod may lack what the server mounts into every pod', () => {
    const wanted = { spec: { volumes: [{ name: 'data', emptyDir: {} }] } }
    const given = {
      spec: {
        volumes: [
          { name: 'data', emptyDir: {} },
          { name: 'kube-api-access-x', projected: {} },
        ],
      },
    }
    expect([holds(wanted, given, 'Pod'), holds(wanted, given, 'ReplicaSet')]).toEqual([true, false])
  })

  /** An API server that holds these objects and answers a dry run with `dryRun`. */
  const server = (objects: readonly KubeObject[], dryRun?: KubeObject): Pick<Kube, 'namespaced' | 'get' | 'list' | 'apply'> => ({
    namespaced: async ({ kind }) => (kind === 'Deployment' ? true : undefined),
    get: async (_kind, name, namespace) => objects.find(({ metadata }) => metadata.name === name && metadata.namespace === namespace),
    list: async () => [...objects],
    apply: async () => {
      if (!dryRun) throw new KubeRefusal(422, 'field is immutable')
      return dryRun
    },
  })
  const wanted = deployment({ cpu: '0.5' })
  const running = deployment({ cpu: '500m' }, { uid: 'u', resourceVersion: '1' })

  it.each<[string, string | undefined, KubeObject, Pick<Kube, 'namespaced' | 'get' | 'list' | 'apply'>]>([
    ['word for word', 'same', running, server([running])],
    [
      'the same by the word of the server',
      'same',
      wanted,
      server([running], deployment({ cpu: '500m' }, { uid: 'u', resourceVersion: '2' })),
    ],
    ['another by the word of the server', 'differs', wanted, server([running], deployment({ cpu: '600m' }))],
    ['refused', 'differs', wanted, server([running])],
    ['not there', 'absent', wanted, server([])],
    ['without a namespace, there in one', 'same', { ...running, metadata: { name: 'web' } }, server([running])],
    ['a kind of no API', undefined, { ...wanted, kind: 'Policy' }, server([])],
  ])('%s', async (_, expected, object, kube) => {
    expect(await standing(kube, object)).toBe(expected)
  })
})
