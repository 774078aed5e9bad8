// What a cluster takes of the user's kernel, whatever kind it is: control groups of version 1 or 2, with AppArmor or without. `npm run
// test:cgroup2` runs this on a machine of the other kind, an emulated one, so time limits here end only what hangs.
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../lib/clock.ts'
import { ContainerCluster } from './container-cluster.ts'
import { dockerEngine } from './docker-engine.ts'
import type { Cluster, Fleet } from './fleet.ts'
import type { KubeObject } from './kube.ts'
import { nameOf } from './labels.ts'
import { openTestFleet } from './test-fleet.ts'
import { isReady } from './thaw.ts'
import { until } from './until.ts'

const HOST = 'cka6610'
const LIMIT = 300_000 // ms
const MIB = 1024 ** 2
/** Those that a kubelet wants to change. */
const VALUES = ['vm/overcommit_memory', 'vm/panic_on_oom', 'kernel/panic', 'kernel/panic_on_oops', 'kernel/keys/root_maxkeys']

const engine = dockerEngine()
const { apparmor } = await engine.info()
const container = nameOf('test-kernel', 't1', 'controlplane')

let fleet: Fleet
let cluster: Cluster
let before: readonly string[]

beforeAll(async () => {
  before = await valuesOfMachine()
  const opened = await openTestFleet('kernel', [{ id: 't1', host: HOST, nodes: 1 }])
  fleet = opened.fleet
  cluster = await opened.ready('t1')
}, 600_000)

afterAll(async () => {
  await fleet?.dispose()
})

function valuesOfMachine(): Promise<string[]> {
  return Promise.all(VALUES.map((key) => readFile(`/proc/sys/${key}`, 'utf8')))
}

/** Typed by the candidate on base. */
async function typed(line: string, stdin = ''): Promise<string> {
  const { stdout, stderr, exitCode } = await fleet.base.exec(['ssh', HOST, line], { user: 'candidate', stdin, timeoutMs: LIMIT })
  return exitCode === 0 ? stdout.trim() : `exit ${exitCode}: ${stdout}${stderr}`.trim()
}

/** By the grader, as root. */
async function onNode(line: string): Promise<string> {
  const { stdout, stderr, exitCode } = (await cluster.machines.controlplane?.exec(['bash', '-c', line], { timeoutMs: LIMIT })) ?? {}
  return exitCode === 0 ? (stdout ?? '').trim() : `exit ${exitCode}: ${stdout}${stderr}`.trim()
}

const eventually = <T>(what: string, ask: () => Promise<T | undefined>) =>
  until(ask, { clock: systemClock, timeoutMs: LIMIT, what, intervalMs: 500 })

/** A pod of busybox, and more in its spec or its container. */
function pod(name: string, container: object, spec: object = {}): KubeObject {
  const main = { name: 'main', image: 'busybox', command: ['sh', '-c', 'sleep 1000000'], ...container }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', labels: { app: name } },
    spec: { terminationGracePeriodSeconds: 0, restartPolicy: 'Never', containers: [main], ...spec },
  }
}

async function statusOf(name: string): Promise<string> {
  return JSON.stringify((await cluster.kube.get({ apiVersion: 'v1', kind: 'Pod' }, name, 'default'))?.status)
}

async function run(object: KubeObject): Promise<void> {
  await eventually('a service account', async () => cluster.kube.apply(object).catch(() => undefined))
  const { name } = object.metadata
  await eventually(`${name} to run`, async () => ((await statusOf(name)).includes('"phase":"Running"') ? true : undefined))
}

describe('a cluster', { timeout: 2 * LIMIT }, () => {
  test('is Ready, and runs a pod from a plain image name', async () => {
    expect((await cluster.kube.list({ apiVersion: 'v1', kind: 'Node' })).map(isReady)).toEqual([true])
    expect(await typed('kubectl run web --image=nginx --labels app=web')).toBe('pod/web created')
    await eventually('web to run', async () => ((await statusOf('web')).includes('"phase":"Running"') ? true : undefined))
  })

  test('leaves the values of the kernel as they were, also when its root writes where the kubelet did', async () => {
    expect(await onNode(`cd /proc/sys; cat ${VALUES.join(' ')} | xargs`)).toBe('1 0 10 1 1000000')
    expect(await onNode('echo 7 > /proc/sys/kernel/panic && cat /proc/sys/kernel/panic; echo 10 > /proc/sys/kernel/panic')).toBe('7')
    expect(await onNode('echo 5 > /proc/sys/kernel/panic_on_warn')).toMatch(/^exit 1.*Read-only/s)
    expect(await valuesOfMachine()).toEqual(before)
  })

  test('opens no disk', async () => {
    const open =
      'mknod /run/made b "$(cut -d: -f1 $disk)" "$(cut -d: -f2 $disk)" && (: < /run/made) 2>/dev/null && echo "$disk"; rm /run/made'
    expect(await onNode(`for disk in /sys/block/*/dev; do ${open}; done; ls /sys/block | wc -l`)).toMatch(/^[1-9]\d*$/)
  })

  test('keeps a pod within its memory', async () => {
    const command = ['tail', '/dev/zero'] // waits for the end of a line
    await cluster.kube.apply(pod('greedy', { command, resources: { limits: { memory: '32Mi' } } }))
    await eventually('greedy to be ended', async () => (/OOMKilled/.test(await statusOf('greedy')) ? true : undefined))
  })

  test('is measured by the engine', async () => {
    const first = await engine.usage(container)
    expect(first.memoryBytes).toBeGreaterThan(100 * MIB)
    expect(first.memoryBytes).toBeLessThan(4096 * MIB)
    await onNode('head -c 20000000 /dev/urandom | sha256sum')
    expect((await engine.usage(container)).cpuNanoseconds - first.cpuNanoseconds).toBeGreaterThan(20_000_000)
  })

  test('enforces network policies', async () => {
    await run(pod('visitor', {}))
    const address = await typed(`kubectl get pod web -o jsonpath='{.status.podIP}'`)
    const reaches = async () => !(await typed(`kubectl exec visitor -- nc -z -w 2 ${address} 80`)).startsWith('exit')
    await eventually('web to answer', async () => ((await reaches()) ? true : undefined))
    await cluster.kube.apply({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'closed', namespace: 'default' },
      spec: { podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Ingress'] },
    })
    await eventually('web to be closed', async () => ((await reaches()) ? undefined : true))
  })

  test('uses no CPU while it is frozen, and thaws with its node Ready', async () => {
    if (!(cluster instanceof ContainerCluster)) throw new TypeError('clusters of containers freeze')
    await cluster.freeze()
    const asleep = await engine.usage(container)
    expect((await engine.container(container))?.status).toBe('paused')
    await systemClock.sleep(5_000)
    expect((await engine.usage(container)).cpuNanoseconds - asleep.cpuNanoseconds).toBeLessThan(5_000_000)
    const lease = await cluster.acquire('test')
    expect((await cluster.kube.list({ apiVersion: 'v1', kind: 'Node' })).map(isReady)).toEqual([true])
    expect(await typed('kubectl exec visitor -- echo awake')).toBe('awake')
    lease.release()
  })
})

const DENY_WRITE = `#include <tunables/global>
profile k8s-deny-write flags=(attach_disconnected) {
  #include <abstractions/base>
  file,
  deny /** w,
}
`
const confined = (name: string) =>
  pod(name, {}, { securityContext: { appArmorProfile: { type: 'Localhost', localhostProfile: 'k8s-deny-write' } } })

test.runIf(!apparmor)('without AppArmor in the kernel, no pod can name a profile', { timeout: 2 * LIMIT }, async () => {
  await expect(cluster.enable(['apparmor'])).rejects.toThrow(/kernel does not offer it/)
  await cluster.kube.apply(confined('too-early'))
  await eventually('too-early to be refused', async () => (/AppArmor/i.test(await statusOf('too-early')) ? true : undefined))
})

describe.runIf(apparmor)('AppArmor', { timeout: 2 * LIMIT }, () => {
  test('a pod with a profile that its node does not have is refused', async () => {
    await cluster.enable(['apparmor'])
    await cluster.kube.apply(confined('too-early'))
    await eventually('too-early to be refused', async () => (/k8s-deny-write/.test(await statusOf('too-early')) ? true : undefined))
    await cluster.kube.delete({ apiVersion: 'v1', kind: 'Pod' }, 'too-early', 'default')
  })

  test('a profile that the candidate loads on the node confines the pod that names it', async () => {
    expect(await typed('cat > deny-write && sudo apparmor_parser -q deny-write', DENY_WRITE)).toBe('')
    await run(confined('confined'))
    expect(await typed('kubectl exec confined -- cat /proc/1/attr/current')).toBe('k8s-deny-write (enforce)')
    expect(await typed('kubectl exec confined -- touch /tmp/file')).toMatch(/^exit 1.*Permission denied/s)
    expect(await typed('kubectl exec visitor -- touch /tmp/file')).toBe('')
  })

  test('the grader sees the same profiles as the candidate, and the machine has none of them', async () => {
    const loaded = (text: string) => text.split('\n').filter((line) => line.startsWith('k8s-deny-write '))
    const path = '/sys/kernel/security/apparmor/profiles'
    expect(loaded(await typed(`sudo cat ${path}`))).toEqual(['k8s-deny-write (enforce)'])
    expect(loaded(await onNode(`cat ${path}`))).toEqual(['k8s-deny-write (enforce)'])
    expect(loaded(await readFile(path, 'utf8'))).toEqual([])
  })

  test('a reset takes the profiles away, and nothing is left when the session ends', async () => {
    await cluster.reset()
    expect(await onNode('grep -c ^k8s-deny-write /sys/kernel/security/apparmor/profiles || :')).toBe('0')
  })
})
