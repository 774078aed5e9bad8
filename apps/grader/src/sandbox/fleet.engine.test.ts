// A fleet on the real engine: what a candidate and the grader can rely on.
import { AppError } from '@unflunk/shared/error'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../lib/clock.ts'
import { lineLogger } from '../lib/logger.ts'
import { noProgress } from '../lib/progress.ts'
import { ContainerCluster } from './container-cluster.ts'
import { dockerEngine } from './docker-engine.ts'
import type { Cluster, ClusterRequest, Fleet, Sandbox } from './fleet.ts'
import { ApiServerDown, type KubeObject } from './kube.ts'
import { LABEL } from './labels.ts'
import { openSandbox } from './open-sandbox.ts'
import { isReady } from './thaw.ts'
import { until } from './until.ts'

const engine = dockerEngine()
const sessionId = 'test-fleet'
const clusters: ClusterRequest[] = [
  { id: 't1', host: 'cka7968', nodes: 2 },
  { id: 't2', host: 'cka3120', nodes: 1 },
]
const NODE = { apiVersion: 'v1', kind: 'Node' }
const POD = { apiVersion: 'v1', kind: 'Pod' }

let sandbox: Sandbox
let fleet: Fleet
let two: Cluster
let one: Cluster

beforeAll(async () => {
  const logger = lineLogger(systemClock, (line) => process.stderr.write(line))
  sandbox = await openSandbox({ clock: systemClock, logger, idleMs: Number.POSITIVE_INFINITY })
  await sandbox.prepare(noProgress)
  const opened = await sandbox.createFleet({ sessionId, clusters }, noProgress)
  fleet = opened.fleet
  ;[two, one] = await Promise.all([opened.ready('t1'), opened.ready('t2')])
})

afterAll(async () => {
  await fleet?.dispose()
})

/** Runs a command line as the candidate on base, as it would be typed. */
async function onBase(line: string): Promise<string> {
  const { stdout, stderr, exitCode } = await fleet.base.exec(['bash', '-c', line], { user: 'candidate', cwd: '/home/candidate' })
  return exitCode === 0 ? stdout.trim() : `exit ${exitCode}: ${stderr.trim()}`
}

async function onNode(cluster: Cluster, node: string, line: string): Promise<string> {
  const machine = cluster.machines[node]
  if (!machine) throw new Error(`no machine ${node}`)
  const { stdout, exitCode } = await machine.exec(['bash', '-c', line], { timeoutMs: 60_000 })
  return exitCode === 0 ? stdout.trim() : `exit ${exitCode}`
}

async function until60<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  return await until(ask, { clock: systemClock, timeoutMs: 60_000, what })
}

const phaseOf = (pod: KubeObject | undefined) => JSON.stringify(pod?.status)

describe('the candidate', () => {
  test('reaches each control plane by its name, with cluster admin rights, at the same time', async () => {
    const [a, b] = await Promise.all(clusters.map(({ host }) => onBase(`ssh ${host} 'hostname; whoami; kubectl get nodes -o name'`)))
    expect(a).toBe('cka7968\ncandidate\nnode/controlplane\nnode/node01')
    expect(b).toBe('cka3120\ncandidate\nnode/controlplane')
  })

  test('becomes root with sudo -i, with a kubeconfig there too', async () => {
    expect(await onBase(`ssh cka7968 "sudo -i bash -c 'whoami; kubectl config current-context'"`)).toBe('root\nkubernetes-admin@kubernetes')
  })

  test('goes on from the control plane to the worker', async () => {
    expect(await onBase(`ssh cka7968 "ssh node01 'hostname; sudo whoami'"`)).toBe('node01\nroot')
  })

  test('runs a pod from a plain image name', async () => {
    await onBase('ssh cka7968 kubectl run web --image=nginx')
    await until60('web to run', async () =>
      phaseOf(await two.kube.get(POD, 'web', 'default')).includes('"phase":"Running"') ? true : undefined,
    )
  })

  test('is told when an image does not exist', async () => {
    await onBase('ssh cka7968 kubectl run wrong --image=nginx:9.99-none')
    const told = await until60('an image error', async () => {
      const status = phaseOf(await two.kube.get(POD, 'wrong', 'default'))
      return /ErrImagePull|ImagePullBackOff/.test(status) ? status : undefined
    })
    expect(told).toContain('not found')
  })
})

describe('a node', () => {
  test('offers 2 CPUs and 4 GiB on any machine', async () => {
    for (const cluster of [one, two])
      for (const node of await cluster.kube.list(NODE)) expect(node.status).toMatchObject({ allocatable: { cpu: '2', memory: '4Gi' } })
  })
})

describe('two clusters', () => {
  test('have the same addresses and no path between them', async () => {
    expect(await onNode(one, 'controlplane', 'ip -4 -o addr show eth0 | grep -o "10.77.0.11/24"')).toBe('10.77.0.11/24')
    expect(await onNode(two, 'controlplane', 'ip -4 -o addr show eth0 | grep -o "10.77.0.11/24"')).toBe('10.77.0.11/24')
    // node01 is in the other cluster only: its address answers there, and here nowhere.
    expect(await onNode(two, 'controlplane', 'ping -c1 -W1 10.77.0.12 >/dev/null && echo there')).toBe('there')
    expect(await onNode(one, 'controlplane', 'ping -c1 -W1 10.77.0.12 >/dev/null')).toBe('exit 1')
  })

  test('are not bridged by base, the registry or the machine, even when root adds routes', async () => {
    const target = await onNode(
      two,
      'controlplane',
      `ip -4 -o addr show eth0 | awk '{print $4}' | cut -d/ -f1 | grep -v '^10\\.77\\.' | head -1`,
    )
    const network = target.replace(/\d+$/, (last) => String(Math.floor(Number(last) / 16) * 16))
    const ways = await onNode(
      one,
      'controlplane',
      `getent hosts base registry.unflunk | awk '{print $1}'; ip route show default | awk '{print $3}'`,
    )
    expect(ways.split('\n').length).toBe(3)
    for (const way of ways.split('\n')) {
      const tried = `ip route replace ${network}/28 via ${way}; curl -sk -m 2 https://${target}:6443/readyz; code=$?; ip route del ${network}/28; exit $code`
      expect(await onNode(one, 'controlplane', tried)).toMatch(/^exit (7|28)$/)
    }
  })
})

describe('the API as the grader sees it', () => {
  test('applies, reads, lists, asks for rights and deletes', async () => {
    const object = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'mine', namespace: 'default', labels: { part: 'test' } },
      data: { a: '1' },
    }
    expect((await one.kube.apply(object)).metadata.uid).toBeTruthy()
    expect(await one.kube.get(object, 'mine', 'default')).toMatchObject({ data: { a: '1' } })
    const listed = await one.kube.list({ apiVersion: 'v1', kind: 'ConfigMap' }, { namespace: 'default', labels: { part: 'test' } })
    expect(listed.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual(['ConfigMap mine'])
    await one.kube.delete(object, 'mine', 'default')
    expect(await one.kube.get(object, 'mine', 'default')).toBeUndefined()
    const review = { verb: 'list', group: '', resource: 'secrets', namespace: 'default' }
    expect(await one.kube.canI({ ...review, user: 'system:serviceaccount:default:default' })).toBe(false)
    expect(await one.kube.canI({ ...review, user: 'kubernetes-admin', groups: ['system:masters'] })).toBe(true)
  })

  test('an unknown kind is absent, a refused object says why, a dry run keeps nothing', async () => {
    expect(await one.kube.get({ apiVersion: 'none.example.com/v1', kind: 'None' }, 'x')).toBeUndefined()
    expect(await one.kube.namespaced({ apiVersion: 'apps/v1', kind: 'Deployment' })).toBe(true)
    expect(await one.kube.namespaced(NODE)).toBe(false)
    const pod = { ...POD, metadata: { name: 'dry', namespace: 'default' }, spec: { containers: [] } }
    await expect(one.kube.apply(pod)).rejects.toMatchObject({ name: 'KubeRefusal', status: 422 })
    await one.kube.apply({ ...pod, spec: { containers: [{ name: 'c', image: 'nginx' }] } }, { dryRun: true })
    expect(await one.kube.get(POD, 'dry', 'default')).toBeUndefined()
  })

  test('a broken API server is told apart from our own faults, and a watch survives it', async () => {
    const seen: string[] = []
    const stop = new AbortController()
    const kind = { apiVersion: 'v1', kind: 'Namespace' }
    const watched = one.kube.watch(kind, (change, object) => seen.push(`${change} ${object.metadata.name}`), stop.signal)
    await until60('the watch', async () => (seen.includes('added default') ? true : undefined))
    const manifest = '/etc/kubernetes/manifests/kube-apiserver.yaml'
    await onNode(
      one,
      'controlplane',
      `mv ${manifest} /root/; pkill kube-apiserver; while pgrep kube-apiserver >/dev/null; do sleep 0.1; done`,
    )
    await until60('the API server to be down', async () => ((await one.kube.ready()) ? undefined : true))
    await expect(one.kube.get(NODE, 'controlplane')).rejects.toBeInstanceOf(ApiServerDown)
    await onNode(one, 'controlplane', `mv /root/kube-apiserver.yaml ${manifest}`)
    await until60('the API server to be back', async () => ((await one.kube.ready()) ? true : undefined))
    await one.kube.apply({ ...kind, metadata: { name: 'after' } })
    await until60('the watch to go on', async () => (seen.includes('added after') ? true : undefined))
    expect(seen.filter((line) => line === 'added default')).toEqual(['added default'])
    stop.abort()
    await watched
  })
})

describe('a frozen cluster', () => {
  test('uses no CPU, says that it is frozen, and thaws with every node Ready', async () => {
    if (!(two instanceof ContainerCluster)) throw new TypeError('clusters of containers freeze')
    const notReady: string[] = []
    const stop = new AbortController()
    const watched = two.kube.watch(
      NODE,
      (_, node) => {
        if (!isReady(node)) notReady.push(node.metadata.name)
      },
      stop.signal,
    )
    await two.freeze()
    expect(two.state).toBe('frozen')
    const before = await engine.usage('unflunk-test-fleet-t1-controlplane')
    await expect(two.machines.controlplane?.exec(['true'])).rejects.toMatchObject({ code: 'machine-unreachable' })
    await expect(two.kube.list(NODE)).rejects.toMatchObject({ code: 'cluster-unavailable' })
    // Longer than the 50 s after which a controller manager gives a silent node up.
    await systemClock.sleep(60_000)
    expect((await engine.usage('unflunk-test-fleet-t1-controlplane')).cpuNanoseconds - before.cpuNanoseconds).toBeLessThan(5_000_000)
    const start = systemClock.now()
    const lease = await two.acquire('test')
    expect(systemClock.now() - start).toBeLessThan(10_000)
    await systemClock.sleep(12_000)
    expect(notReady).toEqual([])
    expect(await onBase('ssh cka7968 kubectl get nodes --no-headers')).not.toContain('NotReady')
    stop.abort()
    await watched
    lease.release()
  })
})

describe('a reset', () => {
  test('brings one cluster back to its beginning under the same name, and leaves the other alone', async () => {
    await onBase('ssh cka3120 kubectl create namespace spoiled')
    await onBase('ssh cka3120 sudo rm -rf /etc/kubernetes/manifests')
    const other = await onBase('ssh cka7968 cat /proc/1/stat')
    await one.reset()
    expect(one.state).toBe('ready')
    expect(await onBase('ssh cka3120 kubectl get nodes --no-headers')).toMatch(/^controlplane +Ready /)
    expect(await onBase('ssh cka3120 kubectl get namespace spoiled')).toMatch(/NotFound/)
    expect((await onBase('ssh cka7968 cat /proc/1/stat')).split(' ')[21]).toBe(other.split(' ')[21])
  })
})

describe('a restarted grader', () => {
  test('joins the machines that run, also frozen ones, and finds its session', async () => {
    expect(await sandbox.sessions()).toContain(sessionId)
    await onBase('ssh cka3120 kubectl create namespace kept')
    const adopted = await sandbox.adoptFleet({ sessionId, clusters })
    if (!adopted) throw new Error('nothing to adopt')
    const again = await adopted.ready('t2')
    expect(await again.kube.get({ apiVersion: 'v1', kind: 'Namespace' }, 'kept')).toBeDefined()
    expect((await adopted.fleet.base.exec(['true'])).exitCode).toBe(0)
  })

  test('that finds nothing is told so', async () => {
    expect(await sandbox.adoptFleet({ sessionId: 'test-none', clusters })).toBeUndefined()
  })
})

describe('the end', () => {
  test('leaves no container, network or volume, and the fleet says that it is gone', async () => {
    await fleet.dispose()
    const label = { [LABEL.session]: sessionId }
    const left = await Promise.all([engine.containers(label), engine.networks(label), engine.volumes(label)])
    expect(left).toEqual([[], [], []])
    expect(await sandbox.sessions()).not.toContain(sessionId)
    const failure = await two.kube.list(NODE).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(AppError)
  })
})
