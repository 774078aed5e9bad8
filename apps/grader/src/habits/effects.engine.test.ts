// Effects on a real cluster: what a candidate types shows up once, under the right name, and nothing else does.
import type { HabitEventBody, HabitEventOf } from '@unflunk/shared/habits'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../lib/clock.ts'
import type { Cluster, Fleet } from '../sandbox/fleet.ts'
import type { Machine } from '../sandbox/machine.ts'
import { openTestFleet } from '../sandbox/test-fleet.ts'
import { until } from '../sandbox/until.ts'
import { FileLooks } from './look-at-files.ts'
import { watchObjects } from './watch-objects.ts'

type ObjectChanged = Omit<HabitEventOf<'object-changed'>, 'v' | 'seq' | 'at' | 'attempt'>

let fleet: Fleet
let cluster: Cluster
let node: Machine
const events: HabitEventBody[] = []
const stop = new AbortController()

/** As the candidate types it on the task's host. */
async function types(line: string): Promise<void> {
  const { exitCode, stderr } = await node.exec(['bash', '-c', line], { user: 'candidate', cwd: '/home/candidate', timeoutMs: 60_000 })
  if (exitCode !== 0) throw new Error(`${line}: ${stderr}`)
}

const changes = (): string[] =>
  events
    .filter((event): event is ObjectChanged => event.type === 'object-changed')
    .map(({ change, kind, namespace, name, by }) => `${change} ${kind} ${namespace ?? '-'}/${name} ${by}`.trim())

/** Waits for a last change that is sure to come, then tells everything up to it. */
async function changesUpTo(last: string): Promise<string[]> {
  return await until(async () => (changes().includes(last) ? changes() : undefined), {
    clock: systemClock,
    timeoutMs: 60_000,
    what: `the change "${last}"; seen so far: ${changes().join(', ')}`,
  })
}

beforeAll(async () => {
  const opened = await openTestFleet('habits', [{ id: 't1', host: 'cka4444', nodes: 1 }])
  fleet = opened.fleet
  cluster = await opened.ready('t1')
  const machine = cluster.machines.controlplane
  if (!machine) throw new Error('the cluster has no control plane')
  node = machine
  await types('kubectl create namespace given && kubectl -n given create deployment old --image=nginx')
  await watchObjects(
    { kube: cluster.kube, cluster: 't1', task: 't1', clock: systemClock, record: (event) => events.push(event) },
    stop.signal,
  )
})

afterAll(async () => {
  stop.abort()
  await fleet?.dispose()
})

describe('objects', () => {
  it('tell each change of the candidate once, by kubectl’s own name, and no work of controllers', async () => {
    await types('kubectl create namespace apollo')
    await types('kubectl -n apollo create deployment web --image=nginx --replicas=2')
    await types('kubectl -n apollo rollout status deployment web --timeout=60s')
    await types('kubectl -n apollo expose deployment web --port=80')
    await types('kubectl -n apollo set image deployment/web nginx=httpd')
    await types('kubectl -n apollo scale deployment web --replicas=1')
    await types('kubectl -n apollo create secret generic db --from-literal=pw=hunter2')
    // An object without content has no managed fields, so nobody's name is on it.
    await types('kubectl -n apollo create serviceaccount viewer')
    await types('kubectl run scratch --image=nginx')
    await types('kubectl -n given delete deployment old')
    await types('kubectl create clusterrole last --verb=get --resource=pods')
    expect(await changesUpTo('added ClusterRole -/last kubectl-create')).toEqual([
      'added Namespace -/apollo kubectl-create',
      'added Deployment apollo/web kubectl-create',
      'added Service apollo/web kubectl-expose',
      'modified Deployment apollo/web kubectl-set',
      'modified Deployment apollo/web kubectl',
      'added Secret apollo/db kubectl-create',
      'added ServiceAccount apollo/viewer',
      'added Pod default/scratch kubectl-run',
      'deleted Deployment given/old',
      'added ClusterRole -/last kubectl-create',
    ])
    expect(JSON.stringify(events)).not.toContain('hunter2')
  })

  it('are still told after the API server was away', async () => {
    const manifest = '/etc/kubernetes/manifests/kube-apiserver.yaml'
    await node.exec(
      [
        'bash',
        '-c',
        `mv ${manifest} /root/ && while kubectl --kubeconfig /etc/kubernetes/admin.conf get --raw /readyz; do sleep 0.2; done; mv /root/kube-apiserver.yaml ${manifest}`,
      ],
      { timeoutMs: 60_000 },
    )
    await until(async () => (await cluster.kube.ready().catch(() => false)) || undefined, {
      clock: systemClock,
      timeoutMs: 90_000,
      what: 'the API server',
    })
    const before = changes()
    await types('kubectl -n apollo create configmap after --from-literal=a=b')
    expect((await changesUpTo('added ConfigMap apollo/after kubectl-create')).slice(before.length)).toEqual([
      'added ConfigMap apollo/after kubectl-create',
    ])
  })
})

describe('files', () => {
  it('tell an edit and its copy by their digests, and nothing that programs write', async () => {
    const seen: HabitEventBody[] = []
    const looks = new FileLooks((event) => seen.push(event))
    await looks.look('t1', 'cka4444', node)
    await types(
      'sudo cp /var/lib/kubelet/config.yaml /root/kubelet.yaml && sudo sh -c "echo >> /var/lib/kubelet/config.yaml" && kubectl get nodes',
    )
    const began = performance.now()
    await looks.look('t1', 'cka4444', node)
    const ms = performance.now() - began
    const [base, ...changed] = seen
    const given = base?.type === 'files-seen' ? base.digests : {}
    expect(Object.keys(given)).toEqual(
      expect.arrayContaining([
        '/etc/kubernetes/manifests/kube-apiserver.yaml',
        '/var/lib/kubelet/config.yaml',
        '/etc/containerd/config.toml',
      ]),
    )
    expect(changed.map((event) => (event.type === 'file-changed' ? `${event.change} ${event.path}` : event.type)).toSorted()).toEqual([
      'added /root/kubelet.yaml',
      'modified /var/lib/kubelet/config.yaml',
    ])
    expect(changed.find((event) => event.type === 'file-changed' && event.path === '/root/kubelet.yaml')).toMatchObject({
      digest: given['/var/lib/kubelet/config.yaml'],
    })
    // Loose, since the machine is shared: a look takes some 100 ms.
    expect(ms).toBeLessThan(5_000)
  })
})
