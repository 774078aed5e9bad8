// An upgrade by the commands of the Kubernetes documentation, typed as the candidate: control plane, then worker.
// https://kubernetes.io/docs/tasks/administer-cluster/kubeadm/kubeadm-upgrade/
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { systemClock } from '../lib/clock.ts'
import type { Cluster, Fleet } from './fleet.ts'
import { RECIPE_DIR } from './recipe/prepare-images.ts'
import { readVersions } from './recipe/versions.ts'
import { kubeadmAllowance, openTestFleet } from './test-fleet.ts'
import { until } from './until.ts'

const { minors } = readVersions(RECIPE_DIR).kubernetes
const [FROM, TO] = [minors['1.34'], minors['1.35']]
const LIMIT = 900_000 // ms; kubeadm itself gives each static pod five minutes
/** An upgrade takes all of a small machine: sshd may be late. */
const SSH = ['ssh', '-o', 'ConnectTimeout=120']
const LIST = '/etc/apt/sources.list.d/kubernetes.list'

vi.setConfig({ testTimeout: LIMIT, hookTimeout: LIMIT })

let fleet: Fleet
let cluster: Cluster
let allowed: string

beforeAll(async () => {
  allowed = await kubeadmAllowance()
  const opened = await openTestFleet('upgrade', [{ id: 't1', host: 'cka7968', nodes: 2, kubernetes: '1.34' }])
  fleet = opened.fleet
  cluster = await opened.ready('t1')
})

afterAll(async () => {
  await fleet?.dispose()
})

/** A line typed on the control plane, or on `node` by way of it. Throws what it said when it fails. */
async function type(line: string, node?: string): Promise<string> {
  const there = node === undefined ? line : `${SSH.join(' ')} ${node} '${line.replaceAll("'", "'\\''")}'`
  const { exitCode, stdout, stderr } = await fleet.base.exec([...SSH, 'cka7968', there], { user: 'candidate', timeoutMs: LIMIT })
  if (exitCode !== 0) throw new Error(`${line} (exit code ${exitCode}):\n${stdout}\n${stderr}`)
  return `${stdout}${stderr}`.trim()
}

const install = (names: string, version: string) =>
  `sudo apt-mark unhold ${names} && sudo apt-get update && sudo apt-get install -y ${names.replaceAll(/\w+/g, `$&='${version}-*'`)} && sudo apt-mark hold ${names}`
const PACKAGES = 'dpkg-query -W kubeadm kubelet kubectl | sort'
const packagesOf = (version: string) => ['kubeadm', 'kubectl', 'kubelet'].map((name) => `${name}\t${version}-1.1`).join('\n')
const RESTART = 'sudo systemctl daemon-reload && sudo systemctl restart kubelet'

/** A new kubelet makes the static pods anew: the API server is away for a moment, then does not know yet what nodes may. Typed again then. */
async function typeUntilDone(line: string, node?: string): Promise<void> {
  let failure: unknown
  const done = () =>
    type(line, node).catch((error: unknown) => {
      failure = error
      return undefined
    })
  await until(done, { clock: systemClock, timeoutMs: LIMIT / 3, what: line, intervalMs: 1000 }).catch((error: unknown) => {
    throw failure ?? error
  })
}

const uncordon = (node: string) => typeUntilDone(`kubectl uncordon ${node} && kubectl get node ${node}`)

const NodeObject = z.looseObject({
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({ unschedulable: z.boolean().default(false) }),
  status: z.looseObject({
    nodeInfo: z.looseObject({ kubeletVersion: z.string() }),
    conditions: z.array(z.looseObject({ type: z.string(), status: z.string() })),
  }),
})

/** `NAME VERSION`, with the word Ready where it is, and takes pods. */
async function nodes(): Promise<string[]> {
  return (await cluster.kube.list({ apiVersion: 'v1', kind: 'Node' })).map((object) => {
    const { metadata, spec, status } = NodeObject.parse(object)
    const ready = status.conditions.some((condition) => condition.type === 'Ready' && condition.status === 'True')
    return `${metadata.name} ${status.nodeInfo.kubeletVersion}${ready && !spec.unschedulable ? ' Ready' : ''}`
  })
}

async function nodesBecome(expected: readonly string[]): Promise<void> {
  const seen = async () => (JSON.stringify(await nodes()) === JSON.stringify(expected) ? true : undefined)
  await until(seen, { clock: systemClock, timeoutMs: LIMIT, what: `nodes to be ${expected.join(', ')}`, intervalMs: 1000 })
}

test('a cluster of 1.34 is made of the packages of 1.34, held back from upgrades', async () => {
  await nodesBecome([`controlplane v${FROM.version} Ready`, `node01 v${FROM.version} Ready`])
  for (const node of [undefined, 'node01']) {
    expect(await type(PACKAGES, node)).toBe(packagesOf(FROM.version))
    expect(await type('apt-mark showhold', node)).toBe('kubeadm\nkubectl\nkubelet')
    expect(await type(`cat ${LIST}`, node)).toContain('/core:/stable:/v1.34/deb/ /')
  }
})

test('work runs and is stored, for the upgrade to keep', async () => {
  await type('kubectl create deployment web --image=nginx --replicas=2 && kubectl create configmap kept --from-literal=answer=42')
  await type('kubectl rollout status deployment web --timeout=180s')
})

test('apt knows the other minor once the list names it, within seconds', async () => {
  for (const node of [undefined, 'node01']) {
    await type(`sudo sed -i 's/v1.34/v1.35/' ${LIST}`, node)
    const started = systemClock.now()
    expect(await type('sudo apt-get update', node)).not.toMatch(/^(W|E|Err|Ign)/m)
    expect(systemClock.now() - started).toBeLessThan(20_000)
    expect(await type('sudo apt-cache madison kubeadm', node)).toMatch(
      new RegExp(`^ *kubeadm \\| ${TO.version}-1\\.1 \\| http://pkgs\\.unflunk/core:/stable:/v1\\.35/deb`),
    )
  }
  expect(await type('apt-cache policy kubelet')).toMatch(new RegExp(`Installed: ${FROM.version}-1\\.1\\n +Candidate: ${TO.version}-1\\.1`))
})

test('kubeadm of 1.35 plans the upgrade without the internet, and does not wait for it', async () => {
  await type(install('kubeadm', TO.version))
  expect(await type('kubeadm version -o short')).toBe(`v${TO.version}`)
  const started = systemClock.now()
  const plan = await type(`sudo kubeadm upgrade plan ${allowed}`)
  expect(plan).toContain(`kubeadm upgrade apply v${TO.version}`)
  expect(plan).toMatch(new RegExp(`kube-apiserver +controlplane +v${FROM.version} +v${TO.version}`))
  expect(systemClock.now() - started).toBeLessThan(60_000)
})

test('the control plane is upgraded, then its kubelet', async () => {
  expect(await type(`sudo kubeadm upgrade apply -y v${TO.version} ${allowed}`)).toContain(`v${TO.version}`)
  await type('kubectl drain controlplane --ignore-daemonsets --delete-emptydir-data')
  await type(install('kubelet kubectl', TO.version))
  await type(RESTART)
  await uncordon('controlplane')
  await nodesBecome([`controlplane v${TO.version} Ready`, `node01 v${FROM.version} Ready`])
})

test('the worker is upgraded', async () => {
  await type(install('kubeadm', TO.version), 'node01')
  await typeUntilDone(`sudo kubeadm upgrade node ${allowed}`, 'node01')
  await typeUntilDone('kubectl drain node01 --ignore-daemonsets --delete-emptydir-data')
  await type(install('kubelet kubectl', TO.version), 'node01')
  await type(RESTART, 'node01')
  await uncordon('node01')
  await nodesBecome([`controlplane v${TO.version} Ready`, `node01 v${TO.version} Ready`])
})

test('everything runs as before, in the versions of 1.35', async () => {
  await type('kubectl rollout status deployment web --timeout=300s')
  await type('kubectl -n kube-system rollout status deployment/coredns daemonset/kube-proxy --timeout=300s')
  expect(await type("kubectl get configmap kept -o jsonpath='{.data.answer}'")).toBe('42')
  const images = await type("kubectl -n kube-system get pods -o jsonpath='{.items[*].spec.containers[*].image}'")
  const wanted = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kube-proxy'].map((name) => `${name}:v${TO.version}`)
  for (const image of [...wanted, `etcd:${TO.etcdImage}`, `coredns/coredns:${TO.corednsImage}`])
    expect(images).toContain(`registry.k8s.io/${image}`)
  await type('kubectl run after --image=nginx --restart=Never')
  await type('kubectl wait pod after --for=condition=Ready --timeout=120s')
  for (const node of [undefined, 'node01']) {
    expect(await type(PACKAGES, node)).toBe(packagesOf(TO.version))
    expect(await type('apt-mark showhold', node)).toBe('kubeadm\nkubectl\nkubelet')
  }
})
