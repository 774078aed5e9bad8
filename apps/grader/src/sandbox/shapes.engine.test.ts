// Clusters that are not plain ones: three nodes, machines for the candidate to make a cluster of, and a second control plane to join.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../lib/clock.ts'
import { ContainerCluster } from './container-cluster.ts'
import type { Cluster, Fleet } from './fleet.ts'
import { ApiServerDown } from './kube.ts'
import { kubeadmAllowance, openTestFleet } from './test-fleet.ts'
import { isReady } from './thaw.ts'
import { until } from './until.ts'

const NODE = { apiVersion: 'v1', kind: 'Node' }
const LIMIT = 300_000 // ms

let fleet: Fleet
let allowed: string
let three: Cluster
let bare: Cluster
let growing: Cluster

beforeAll(async () => {
  allowed = await kubeadmAllowance()
  const opened = await openTestFleet('shapes', [
    { id: 'bare', host: 'cka4100', nodes: 2, bare: 2 },
    { id: 'growing', host: 'cka4200', nodes: 2, bare: 1, controlPlanes: 2 },
    { id: 'three', host: 'cka4300', nodes: 3 },
  ])
  fleet = opened.fleet
  ;[bare, growing, three] = await Promise.all([opened.ready('bare'), opened.ready('growing'), opened.ready('three')])
}, 600_000)

afterAll(async () => {
  await fleet?.dispose()
})

/** Typed by the candidate on base. */
async function typed(host: string, line: string): Promise<string> {
  const { stdout, stderr, exitCode } = await fleet.base.exec(['ssh', host, line], { user: 'candidate', timeoutMs: LIMIT })
  if (exitCode !== 0) throw new Error(`"${line}" on ${host} ended with ${exitCode}: ${stdout}${stderr}`)
  return stdout.trim()
}

/** Names of the Ready nodes, when they are `count`. */
async function readyNodes(cluster: Cluster, count: number): Promise<string[]> {
  const all = async () => {
    const names = (await cluster.kube.list(NODE)).filter(isReady).map(({ metadata }) => metadata.name)
    return names.length === count ? names.sort() : undefined
  }
  return await until(all, { clock: systemClock, timeoutMs: 120_000, what: `${count} Ready nodes of ${cluster.host}` })
}

describe('three nodes', () => {
  test('are Ready, and each runs pods that reach the others', { timeout: LIMIT }, async () => {
    expect(await readyNodes(three, 3)).toEqual(['controlplane', 'node01', 'node02'])
    await typed('cka4300', 'kubectl create deployment web --image nginx --replicas 4')
    await typed('cka4300', 'kubectl rollout status deployment web --timeout 120s')
    const places = await typed(
      'cka4300',
      `kubectl get pods -l app=web -o jsonpath='{range .items[*]}{.spec.nodeName}{"\\n"}{end}' | sort -u`,
    )
    expect(places.split('\n')).toEqual(['node01', 'node02'])
    const addresses = await typed('cka4300', `kubectl get pods -l app=web -o jsonpath='{.items[*].status.podIP}'`)
    for (const address of addresses.split(' ')) expect(await typed('cka4300', `curl -s -m 10 ${address}`)).toContain('nginx')
  })
})

describe('bare machines', () => {
  test('have no cluster, and the grader says so', async () => {
    expect(await typed('cka4100', 'systemctl is-active containerd; ls /etc/kubernetes/manifests')).toBe('active')
    await expect(bare.kube.list(NODE)).rejects.toBeInstanceOf(ApiServerDown)
    await expect(bare.kube.list(NODE)).rejects.toThrow(/kubeadm/)
  })

  test('sleep and wake at once although no API server answers', { timeout: LIMIT }, async () => {
    if (!(bare instanceof ContainerCluster)) throw new TypeError('clusters of containers freeze')
    await bare.freeze()
    expect(bare.state).toBe('frozen')
    const start = systemClock.now()
    const lease = await bare.acquire('test')
    expect(systemClock.now() - start).toBeLessThan(8_000)
    lease.release()
  })

  test('become a cluster with kubeadm init and join, as the documentation has it', { timeout: 2 * LIMIT }, async () => {
    await typed('cka4100', `sudo kubeadm init --node-name controlplane --pod-network-cidr 10.244.0.0/16 ${allowed}`)
    await typed(
      'cka4100',
      'mkdir -p ~/.kube && sudo cp /etc/kubernetes/admin.conf ~/.kube/config && sudo chown $(id -u):$(id -g) ~/.kube/config',
    )
    const join = await typed('cka4100', 'sudo kubeadm token create --print-join-command')
    await typed('cka4100', `ssh node01 sudo ${join} ${allowed}`)
    expect(await readyNodes(bare, 2)).toEqual(['controlplane', 'node01'])
    await typed('cka4100', 'kubectl create deployment web --image nginx && kubectl rollout status deployment web --timeout 120s')
  })

  test('the grader follows when the candidate begins again', { timeout: 2 * LIMIT }, async () => {
    await typed('cka4100', 'sudo kubeadm reset --force && sudo rm -rf /etc/cni/net.d/nothing ~/.kube')
    await expect(bare.kube.list(NODE)).rejects.toBeInstanceOf(ApiServerDown)
    await typed('cka4100', `sudo kubeadm init --node-name controlplane --pod-network-cidr 10.244.0.0/16 ${allowed}`)
    expect(await readyNodes(bare, 1)).toEqual(['controlplane'])
  })
})

describe('a second control plane', () => {
  const endpoint = 'cluster-endpoint:6443'

  test('joins by way of the load balancer', { timeout: 2 * LIMIT }, async () => {
    expect(await readyNodes(growing, 1)).toEqual(['controlplane'])
    expect(await typed('cka4200', 'kubectl config view -o jsonpath={.clusters[0].cluster.server}')).toBe(`https://${endpoint}`)
    const key = (await typed('cka4200', 'sudo kubeadm init phase upload-certs --upload-certs')).split('\n').at(-1)
    const join = await typed('cka4200', `sudo kubeadm token create --print-join-command --certificate-key ${key}`)
    expect(join).toContain(endpoint)
    await typed('cka4200', `ssh controlplane2 sudo ${join} ${allowed}`)
    expect(await readyNodes(growing, 2)).toEqual(['controlplane', 'controlplane2'])
  })

  test('answers for the first when that one has no API server', { timeout: LIMIT }, async () => {
    await typed('cka4200', 'sudo mv /etc/kubernetes/manifests/kube-apiserver.yaml /root/ && while pgrep kube-apiserver; do sleep 0.2; done')
    const answers = async () => ((await typed('cka4200', 'kubectl get --raw /readyz').catch(() => '')) === 'ok' ? true : undefined)
    await until(answers, { clock: systemClock, timeoutMs: 60_000, what: 'the second API server' })
    expect(await typed('cka4200', 'kubectl get nodes -o name')).toContain('node/controlplane2')
    await typed('cka4200', 'sudo mv /root/kube-apiserver.yaml /etc/kubernetes/manifests/')
  })
})
