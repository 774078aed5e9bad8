// Network policies on a real cluster of two nodes: real traffic between real pods, before and after each policy.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../../lib/clock.ts'
import { dockerEngine } from '../docker-engine.ts'
import type { Cluster, Fleet } from '../fleet.ts'
import type { KubeObject } from '../kube.ts'
import { nameOf } from '../labels.ts'
import { openTestFleet } from '../test-fleet.ts'
import { until } from '../until.ts'

const engine = dockerEngine()
let fleet: Fleet
let cluster: Cluster

const POD = { apiVersion: 'v1', kind: 'Pod' }
const NAMES = ['apollo', 'gemini'] as const

function podOn(node: string, name: string, namespace: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: { app: name } },
    spec: {
      nodeName: node,
      terminationGracePeriodSeconds: 0,
      containers: [
        {
          name: 'main',
          image: 'nginx',
          ports: [{ name: 'http', containerPort: 80 }],
          readinessProbe: { httpGet: { path: '/', port: 80 }, periodSeconds: 1 },
        },
      ],
    },
  }
}

async function on(node: string, line: string): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const machine = cluster.machines[node]
  if (!machine) throw new Error(`no machine ${node}`)
  return await machine.exec(['bash', '-c', line], { timeoutMs: 30_000, env: { KUBECONFIG: '/etc/kubernetes/admin.conf' } })
}

/** `from` is `namespace/pod`. Bash connects by itself: images need no tool for it. */
async function reaches(from: string, address: string, port = 80): Promise<boolean> {
  const [namespace, pod] = from.split('/')
  const line = `kubectl -n ${namespace} exec ${pod} -- timeout 1 bash -c '</dev/tcp/${address}/${port}'`
  return (await on('controlplane', line)).exitCode === 0
}

/** A policy acts within a second; the rest is slack for a busy machine. */
async function soon(from: string, address: string, expected: boolean, port = 80): Promise<void> {
  const holds = async () => ((await reaches(from, address, port)) === expected ? true : undefined)
  await until(holds, { clock: systemClock, timeoutMs: 15_000, what: `${from} ${expected ? 'to reach' : 'to be kept from'} ${address}` })
}

async function addressOf(namespace: string, name: string): Promise<string> {
  const pod = await cluster.kube.get(POD, name, namespace)
  return String((pod?.status as { podIP?: string } | undefined)?.podIP ?? '')
}

function policy(name: string, spec: object, namespace = 'apollo'): KubeObject {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace }, spec }
}
const drop = (name: string, namespace = 'apollo') =>
  cluster.kube.delete({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' }, name, namespace)

let web = ''
let near = ''
let far = ''

beforeAll(async () => {
  const opened = await openTestFleet('policy', [{ id: 't1', host: 'cka4401', nodes: 2 }])
  fleet = opened.fleet
  cluster = await opened.ready('t1')
  for (const name of NAMES) await cluster.kube.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  const pods = [
    podOn('node01', 'web', 'apollo'),
    podOn('node01', 'near', 'apollo'),
    podOn('controlplane', 'far', 'apollo'),
    podOn('controlplane', 'alien', 'gemini'),
  ]
  for (const pod of pods)
    await until(async () => cluster.kube.apply(pod).catch(() => undefined), {
      clock: systemClock,
      timeoutMs: 20_000,
      what: 'a service account',
    })
  await cluster.kube.apply({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'apollo' },
    spec: { selector: { app: 'web' }, ports: [{ port: 8080, targetPort: 'http' }] },
  })
  const ready = await on('controlplane', 'kubectl wait -A --for=condition=Ready pod --all --timeout=90s')
  expect(ready.exitCode, ready.stdout + ready.stderr).toBe(0)
  ;[web, near, far] = await Promise.all([addressOf('apollo', 'web'), addressOf('apollo', 'near'), addressOf('apollo', 'far')])
}, 300_000)

afterAll(async () => {
  await fleet?.dispose()
})

describe('before any policy', () => {
  test('everybody reaches everybody, and a pod keeps its address on the way to another node', async () => {
    expect(await Promise.all([reaches('apollo/near', web), reaches('apollo/far', web), reaches('gemini/alien', web)])).toEqual([
      true,
      true,
      true,
    ])
    await on(
      'controlplane',
      `kubectl -n apollo exec far -- timeout 2 bash -c 'exec 3<>/dev/tcp/${web}/80; printf "GET / HTTP/1.0\\r\\n\\r\\n" >&3; cat <&3'`,
    )
    const { stdout } = await on('controlplane', 'kubectl -n apollo logs web')
    expect(stdout).toContain(far)
  })

  test('an address for Services that no Service has is refused at once', async () => {
    const { stdout } = await on(
      'controlplane',
      `kubectl -n apollo exec far -- bash -c 'timeout 5 bash -c "</dev/tcp/10.96.200.200/80"; echo "code $?"' 2>&1`,
    )
    expect(stdout).toMatch(/refused|code 1$/m)
  })
})

describe('a policy', () => {
  test('closes ingress on both nodes, leaves the probes of the kubelet, and opens for one peer', async () => {
    await cluster.kube.apply(policy('deny', { podSelector: {}, policyTypes: ['Ingress'] }))
    await Promise.all([soon('apollo/near', web, false), soon('apollo/far', web, false), soon('gemini/alien', far, false)])
    await cluster.kube.apply(
      policy('allow', {
        podSelector: { matchLabels: { app: 'web' } },
        ingress: [{ from: [{ podSelector: { matchLabels: { app: 'far' } } }], ports: [{ port: 'http' }] }],
      }),
    )
    await soon('apollo/far', web, true)
    expect(await reaches('apollo/near', web)).toBe(false)
    expect(await reaches('gemini/alien', web)).toBe(false)
    const conditions = await on(
      'controlplane',
      `kubectl -n apollo get pod web -o jsonpath='{.status.conditions[?(@.type=="Ready")].status}'`,
    )
    expect(conditions.stdout).toBe('True')
  })

  test('holds by way of a Service too', async () => {
    const { stdout } = await on('controlplane', `kubectl -n apollo get service web -o jsonpath='{.spec.clusterIP}'`)
    await soon('apollo/far', stdout, true, 8080)
    expect(await reaches('apollo/near', stdout, 8080)).toBe(false)
  })

  test('follows labels of namespaces as they change', async () => {
    await cluster.kube.apply(
      policy('friends', {
        podSelector: { matchLabels: { app: 'web' } },
        ingress: [{ from: [{ namespaceSelector: { matchLabels: { friend: 'yes' } } }] }],
      }),
    )
    expect(await reaches('gemini/alien', web)).toBe(false)
    await on('controlplane', 'kubectl label namespace gemini friend=yes')
    await soon('gemini/alien', web, true)
    await on('controlplane', 'kubectl label namespace gemini friend-')
    await soon('gemini/alien', web, false)
  })

  test('knows pods that come later', async () => {
    await cluster.kube.apply({
      ...podOn('node01', 'late', 'apollo'),
      metadata: { name: 'late', namespace: 'apollo', labels: { app: 'far' } },
    })
    await on('controlplane', 'kubectl -n apollo wait --for=condition=Ready pod/late --timeout=60s')
    await soon('apollo/late', web, true)
  })

  test('closes egress', async () => {
    await drop('deny')
    await Promise.all([soon('apollo/near', far, true), soon('gemini/alien', far, true)])
    await cluster.kube.apply(
      policy('silent', {
        podSelector: { matchLabels: { app: 'near' } },
        policyTypes: ['Egress'],
        egress: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0', except: [`${far}/32`] } }] }],
      }),
    )
    await soon('apollo/near', far, false)
    expect(await reaches('gemini/alien', near)).toBe(true)
  })

  test('survives a restart of kube-proxy and of a node', async () => {
    await cluster.kube.apply(policy('deny', { podSelector: {}, policyTypes: ['Ingress'] }))
    await soon('gemini/alien', far, false)
    await on(
      'controlplane',
      'kubectl -n kube-system rollout restart daemonset/kube-proxy && kubectl -n kube-system rollout status daemonset/kube-proxy --timeout=60s',
    )
    expect(await reaches('gemini/alien', far)).toBe(false)
    expect(await reaches('apollo/far', web)).toBe(true)
    const container = nameOf('test-policy', 't1', 'node01')
    await engine.kill(container)
    await engine.wait(container)
    await engine.start(container)
    // Before any pod: systemd has not begun.
    const loaded = async () => ((await on('node01', 'nft list table inet unflunk-policy')).stdout.includes('vmap') ? true : undefined)
    await until(loaded, { clock: systemClock, timeoutMs: 5_000, what: 'the rules to be there' })
    // The pods get new addresses, which the API tells a while after the node is back.
    const back = async () => {
      web = await addressOf('apollo', 'web')
      return (await reaches('apollo/far', web)) ? true : undefined
    }
    await until(back, { clock: systemClock, timeoutMs: 60_000, what: 'web to be reached at its new address' })
    expect(await reaches('gemini/alien', web)).toBe(false)
  })

  test('goes with the last of them', async () => {
    for (const name of ['deny', 'allow', 'friends', 'silent']) await drop(name)
    await Promise.all([soon('gemini/alien', web, true), soon('apollo/far', web, true)])
    const gone = async () => ((await on('node01', 'nft list table inet unflunk-policy')).exitCode !== 0 ? true : undefined)
    await until(gone, { clock: systemClock, timeoutMs: 5_000, what: 'the table to go' })
  })
})
