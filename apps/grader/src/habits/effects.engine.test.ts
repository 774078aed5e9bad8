// Effects on a real cluster: what a candidate types shows up once, under the right name, and nothing else does.
import type { HabitEventBody, HabitEventOf } from '@unflunk/shared/habits'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../lib/clock.ts'
import type { Cluster, Fleet } from '../sandbox/fleet.ts'
import type { Machine } from '../sandbox/machine.ts'
import { openTestFleet } from '../sandbox/test-fleet.ts'
import { until } from '../sandbox/until.ts'
import { MachineLooks } from './look-at-machine.ts'
import { remember } from './missed-changes.ts'
import { logged } from './testing/logged.ts'
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
    const looks = new MachineLooks((event) => seen.push(event))
    await looks.look({ task: 't1', kube: cluster.kube }, 'cka4444', node)
    await types(
      'sudo cp /var/lib/kubelet/config.yaml /root/kubelet.yaml && sudo sh -c "echo >> /var/lib/kubelet/config.yaml" && kubectl get nodes',
    )
    const began = performance.now()
    await looks.look({ task: 't1', kube: cluster.kube }, 'cka4444', node)
    const ms = performance.now() - began
    const base = seen.find(({ type }) => type === 'files-seen')
    const changed = seen.filter(({ type }) => type === 'file-changed')
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
    // The kubelet was not restarted: it still runs with the old file.
    expect(seen.filter(({ type }) => type === 'process-older')).toMatchObject([
      { process: 'kubelet', path: '/var/lib/kubelet/config.yaml' },
    ])
    // Loose, since the machine is shared: a look takes some 100 ms.
    expect(ms).toBeLessThan(5_000)
  })
})

describe('the machine', () => {
  it('tells a unit that was started, a setting that was set, and each of them put right', async () => {
    const seen: HabitEventBody[] = []
    const looks = new MachineLooks((event) => seen.push(event))
    const look = () => looks.look({ task: 't1', kube: cluster.kube }, 'cka4444', node)
    const told = () => seen.flatMap((event) => (event.type === 'unit-seen' || event.type === 'setting-seen' ? [event] : []))
    const unit = '[Service]\nExecStart=/bin/sleep 3600\n[Install]\nWantedBy=multi-user.target'
    await look()
    const [start] = seen.filter((event) => event.type === 'machine-seen')
    expect(start).toMatchObject({ active: expect.arrayContaining(['kubelet', 'containerd']), enabled: expect.arrayContaining(['kubelet']) })
    expect(start?.type === 'machine-seen' && start.live['net.ipv4.ip_forward']).toBe('1')
    await look()
    expect(told()).toEqual([])

    await types(
      `printf '${unit}' | sudo tee /etc/systemd/system/watcher.service && sudo systemctl daemon-reload && sudo systemctl start watcher`,
    )
    await types('sudo sysctl -w net.ipv4.conf.all.rp_filter=2')
    await look()
    expect(told()).toMatchObject([
      { unit: 'watcher', active: true, enabled: false },
      { key: 'net.ipv4.conf.all.rp_filter', live: '2' },
    ])

    await types('sudo systemctl enable watcher && echo net.ipv4.conf.all.rp_filter = 2 | sudo tee /etc/sysctl.d/90-task.conf')
    await look()
    expect(told().slice(2)).toMatchObject([
      { unit: 'watcher', active: true, enabled: true },
      { key: 'net.ipv4.conf.all.rp_filter', live: '2', stored: '2' },
    ])
  })

  it('tells a configuration that its process has not read, until it is restarted', async () => {
    const seen: HabitEventBody[] = []
    const looks = new MachineLooks((event) => seen.push(event))
    const look = () => looks.look({ task: 't1', kube: cluster.kube }, 'cka4444', node)
    const older = () => seen.flatMap((event) => (event.type === 'process-older' ? [event.startedAt < event.changedAt] : []))
    await types('sudo systemctl restart kubelet')
    await look()
    await types('sleep 2; sudo sh -c "echo >> /var/lib/kubelet/config.yaml"')
    await look()
    await look()
    expect(older()).toEqual([true])
    await types('sleep 2; sudo systemctl restart kubelet')
    await look()
    expect(older()).toEqual([true, false])
  })
})

describe('manifests', () => {
  it('stand against the live objects as the server sees them', async () => {
    const seen: HabitEventBody[] = []
    const looks = new MachineLooks((event) => seen.push(event))
    const look = () => looks.look({ task: 't1', kube: cluster.kube }, 'cka4444', node)
    const told = () =>
      seen.flatMap((event) =>
        event.type === 'manifest-seen'
          ? [
              `${event.path.slice(event.path.lastIndexOf('/') + 1)} ${event.objects.map(({ kind, name, live }) => `${kind} ${name} ${live}`).join(', ')}`,
            ]
          : [],
      )
    await look()
    await types('kubectl create namespace files')
    await types('kubectl -n files create deployment api --image=nginx --replicas=2 --dry-run=client -o yaml > api.yaml')
    await types(
      "kubectl -n files create secret generic db --from-literal=pw=hunter2 --dry-run=client -o yaml > db.yaml && sed -i 's/^data:/stringData:/' db.yaml",
    )
    await types(
      'printf "replicas: 3\n" > values.yaml; kubectl -n kube-system get cm kubelet-config -o jsonpath={.data.kubelet} > kubelet.yaml',
    )
    await look()
    expect(told().toSorted()).toEqual(['api.yaml Deployment api absent', 'db.yaml Secret db absent'])

    // Amounts in another spelling, a port as a word, text that the server encodes: all the same object.
    const limits = "sed -i 's/resources: {}/resources: {limits: {cpu: 0.5, memory: 1024Mi}}/' api.yaml"
    await types(`${limits} && kubectl apply -f api.yaml -f db.yaml`)
    await look()
    expect(told().slice(2).toSorted()).toEqual(['api.yaml Deployment api same', 'db.yaml Secret db same'])

    await types("sed -i 's/replicas: 2/replicas: 3/' api.yaml")
    await look()
    await look()
    expect(told().slice(4)).toEqual(['api.yaml Deployment api differs'])
    expect(JSON.stringify(seen)).not.toMatch(/hunter2|aHVudGVy/)
  })
})

describe('a grader that was restarted', () => {
  it('finds what changed meanwhile, and nothing else', async () => {
    const record: HabitEventBody[] = []
    const first = new AbortController()
    const watch = {
      kube: cluster.kube,
      cluster: 't1',
      task: 't1',
      clock: systemClock,
      record: (event: HabitEventBody) => record.push(event),
    }
    await types(
      'kubectl create namespace away && kubectl -n away create configmap old --from-literal=a=b && kubectl -n away create configmap gone --from-literal=a=b',
    )
    await watchObjects(watch, first.signal)
    await types('kubectl -n away create configmap seen --from-literal=a=b')
    const tells = () =>
      record.flatMap((event) => (event.type === 'object-changed' ? [`${event.change} ${event.kind} ${event.name} ${event.by}`.trim()] : []))
    await until(async () => tells().includes('added ConfigMap seen kubectl-create') || undefined, {
      clock: systemClock,
      timeoutMs: 20_000,
      what: 'the change',
    })
    first.abort()
    const log = logged(record, Math.round(systemClock.now()) - 1000 * (record.length - 1))
    await types(
      'sleep 2; kubectl -n away delete configmap gone; kubectl -n away patch configmap old -p \'{"data":{"a":"c"}}\'; kubectl -n away create configmap new --from-literal=a=b',
    )
    record.length = 0
    const second = new AbortController()
    await watchObjects({ ...watch, remembered: remember(log, 't1') }, second.signal)
    second.abort()
    expect(tells().toSorted()).toEqual([
      'added ConfigMap new kubectl-create',
      'deleted ConfigMap gone',
      'modified ConfigMap old kubectl-patch',
    ])
  })
})
