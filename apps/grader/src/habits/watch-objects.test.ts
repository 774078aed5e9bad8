import type { HabitEventBody } from '@unflunk/shared/habits'
import { describe, expect, it } from 'vitest'
import { ApiServerDown, type Kube, type KubeObject } from '../sandbox/kube.ts'
import { type Seen, seen } from './object-change.ts'
import { objectChange, watchObjects } from './watch-objects.ts'

type Fields = KubeObject['metadata']['managedFields']

function object(
  kind: string,
  name: string,
  more: { spec?: unknown; status?: unknown; uid?: string; by?: Fields; owner?: string; data?: unknown } = {},
): KubeObject {
  const owner = more.owner === undefined ? {} : { ownerReferences: [{ kind: more.owner, name: 'x', controller: true }] }
  const { spec, status, data } = more
  return {
    apiVersion: 'v1',
    kind,
    metadata: {
      name,
      namespace: 'apollo',
      uid: more.uid ?? 'u1',
      resourceVersion: String(Math.random()),
      managedFields: more.by ?? [writer('kubectl-create', 1)],
      ...owner,
    },
    ...(spec === undefined ? {} : { spec }),
    ...(status === undefined ? {} : { status }),
    ...(data === undefined ? {} : { data }),
  }
}

function writer(manager: string, second: number, subresource?: string) {
  return { manager, operation: 'Update', time: `2026-01-01T09:00:0${second}Z`, ...(subresource === undefined ? {} : { subresource }) }
}

/** Runs notices over what was known at the start; gives `change by` for each. */
function story(start: KubeObject[], notices: ['added' | 'modified' | 'deleted', KubeObject][]): (string | undefined)[] {
  const known = new Map<string, Seen>(start.map((item) => [`${item.metadata.namespace}/${item.metadata.name}`, seen(item)]))
  return notices.map(([change, item]) => {
    const event = objectChange(known, change, item)
    return event && `${event.change} ${event.by}`.trim()
  })
}

describe('what counts as a change of an object', () => {
  const web = object('Deployment', 'web', { spec: { replicas: 1 } })

  it('what was there at the start is none, however often the watch lists it', () => {
    expect(
      story(
        [web],
        [
          ['added', web],
          ['added', object('Deployment', 'web', { spec: { replicas: 1 }, status: { ready: 1 } })],
        ],
      ),
    ).toEqual([undefined, undefined])
  })

  it('a new object, a changed one, and its end', () => {
    const edited = object('Deployment', 'web', { spec: { replicas: 2 }, by: [writer('kubectl-create', 1), writer('kubectl-edit', 5)] })
    expect(
      story(
        [],
        [
          ['added', web],
          ['modified', edited],
          ['deleted', edited],
        ],
      ),
    ).toEqual(['added kubectl-create', 'modified kubectl-edit', 'deleted'])
  })

  it('status and what controllers write is none', () => {
    const scaled = object('Deployment', 'web', {
      spec: { replicas: 3 },
      by: [writer('kubectl-create', 1), writer('kube-controller-manager', 5)],
    })
    const status = object('Deployment', 'web', {
      spec: { replicas: 3 },
      status: { replicas: 3 },
      by: [writer('kubectl-create', 1), writer('kube-controller-manager', 6, 'status')],
    })
    expect(
      story(
        [web],
        [
          ['modified', scaled],
          ['modified', status],
        ],
      ),
    ).toEqual([undefined, undefined])
  })

  it('the candidate is found although a controller wrote in the same second', () => {
    const edited = object('Deployment', 'web', {
      spec: { replicas: 2 },
      by: [writer('kubectl-scale', 5), writer('kube-controller-manager', 5)],
    })
    expect(story([web], [['modified', edited]])).toEqual(['modified kubectl-scale'])
  })

  it('pods of a ReplicaSet and the scheduler’s choice of a node are none, a pod made by hand is', () => {
    const pod = object('Pod', 'tmp', { spec: { containers: [] }, by: [writer('kubectl-run', 1)] })
    const placed = object('Pod', 'tmp', { spec: { containers: [], nodeName: 'node01' }, by: [writer('kubectl-run', 1)] })
    const owned = object('Pod', 'web-1', { owner: 'ReplicaSet' })
    expect(
      story(
        [],
        [
          ['added', owned],
          ['added', pod],
          ['modified', placed],
          ['deleted', owned],
        ],
      ),
    ).toEqual([undefined, 'added kubectl-run', undefined, undefined])
  })

  it('an object that was deleted and made anew while the watch was away is added', () => {
    expect(story([web], [['added', object('Deployment', 'web', { uid: 'u2', spec: { replicas: 1 } })]])).toEqual(['added kubectl-create'])
  })

  it('what every namespace gets by itself, and what the grader applies, is none', () => {
    const root = { ...object('ConfigMap', 'kube-root-ca.crt', { by: [writer('kubectl-create', 1)] }) }
    const ours = object('ConfigMap', 'probe', { by: [writer('unflunk', 1)] })
    expect(
      story(
        [],
        [
          ['added', root],
          ['added', ours],
        ],
      ),
    ).toEqual([undefined, undefined])
  })

  it('tells that the content of a Secret changed without keeping it', () => {
    const before = object('Secret', 'db', { data: { pw: 'aHVudGVyMg==' } })
    const after = object('Secret', 'db', { data: { pw: 'b3RoZXI=' }, by: [writer('kubectl-patch', 5)] })
    expect(story([before], [['modified', after]])).toEqual(['modified kubectl-patch'])
    expect(JSON.stringify([...Object.values(seen(before))])).not.toContain('aHVudGVy')
  })
})

describe('a change of what a controller owns', () => {
  const pod = (image: string, by: string) =>
    object('Pod', 'web-abc', { owner: 'ReplicaSet', spec: { image }, by: [writer(by, image.length)] })
  it.each<[string, string, string | undefined]>([
    ['by hand is told', 'kubectl-edit', 'modified kubectl-edit'],
    ['by its controller is not', 'kube-controller-manager', undefined],
    ['by a debug container is not', 'kubectl-debug', undefined],
    ['by a label is not', 'kubectl-label', undefined],
  ])('%s', (_, by, expected) => {
    expect(story([pod('a', 'kube-controller-manager')], [['modified', pod('bcd', by)]])).toEqual([expected])
  })

  it('names the kind of the owner', () => {
    const known = new Map([['apollo/web-abc', seen(pod('a', 'kube-controller-manager'))]])
    expect(objectChange(known, 'modified', pod('bcd', 'kubectl-edit'))).toMatchObject({ owner: 'ReplicaSet' })
  })
})

describe('a task that begins with its API server down', () => {
  it('counts nothing that was there when the server came up, and everything made since', async () => {
    const events: HabitEventBody[] = []
    const start = Date.UTC(2026, 0, 1, 9)
    const born = (name: string, at: number) => {
      const made = object('ConfigMap', name)
      return { ...made, metadata: { ...made.metadata, creationTimestamp: new Date(at).toISOString() } }
    }
    const kube: Pick<Kube, 'list' | 'watch'> = {
      list: async () => Promise.reject(new ApiServerDown('nothing answers at 10.77.0.11:6443')),
      watch: async (kind, listener) => {
        if (kind.kind !== 'ConfigMap') return
        listener('added', born('given', start - 60_000))
        listener('added', born('made', start + 60_000))
      },
    }
    await watchObjects(
      { kube, cluster: 't1', task: 't1', clock: { now: () => start }, record: (event) => events.push(event) },
      new AbortController().signal,
    )
    expect(events.filter(({ type }) => type === 'object-changed')).toMatchObject([
      { change: 'added', kind: 'ConfigMap', name: 'made', by: 'kubectl-create' },
    ])
  })
})
