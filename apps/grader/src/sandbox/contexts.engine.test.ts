// The older style on the real engine: what a candidate can rely on who works from the start machine with contexts.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Cluster, Fleet } from './fleet.ts'
import { openTestFleet } from './test-fleet.ts'

const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap' }

let fleet: Fleet
let first: Cluster
let second: Cluster

beforeAll(async () => {
  const clusters = [
    { id: 't1', host: 'k8s', nodes: 1 },
    { id: 't2', host: 'ek8s', nodes: 1 },
  ]
  const opened = await openTestFleet('contexts', clusters, { style: 'contexts' })
  fleet = opened.fleet
  ;[first, second] = await Promise.all([opened.ready('t1'), opened.ready('t2')])
})

afterAll(async () => {
  await fleet?.dispose()
})

/** As it would be typed on base: an interactive shell knows `k`. */
async function onBase(line: string): Promise<string> {
  const { stdout, stderr, exitCode } = await fleet.base.exec(['bash', '-ic', line], { user: 'candidate', cwd: '/home/candidate' })
  return exitCode === 0 ? stdout.trim() : `exit ${exitCode}: ${stderr.trim()}`
}

test('base has kubectl, k, and a context for each cluster, the first one current', async () => {
  expect(await onBase('k config get-contexts -o name; k config current-context')).toBe('ek8s\nk8s\nk8s')
})

test('a change lands on the cluster of the current context, and on no other', async () => {
  expect(await onBase('kubectl create configmap one && kubectl config use-context ek8s && kubectl create configmap two')).toContain(
    'Switched to context "ek8s"',
  )
  const found = await Promise.all(
    [first, second].map(async ({ kube }) => [await kube.get(CONFIG_MAP, 'one', 'default'), await kube.get(CONFIG_MAP, 'two', 'default')]),
  )
  expect(found.map((both) => both.map((object) => object?.metadata.name))).toEqual([
    ['one', undefined],
    [undefined, 'two'],
  ])
})

test('a context can be named on the command, and a namespace kept in it', async () => {
  await onBase('kubectl config set-context ek8s --namespace=kube-system')
  expect(await onBase('kubectl --context ek8s get configmap kubeadm-config -o name')).toBe('configmap/kubeadm-config')
  expect(await onBase('kubectl --context k8s get nodes -o name')).toBe('node/controlplane')
})

test('the hosts are still reached by ssh, where the exam wants it', async () => {
  expect(await onBase('ssh ek8s "hostname; kubectl get nodes -o name"')).toBe('ek8s\nnode/controlplane')
})
