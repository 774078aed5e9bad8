import { expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { bareFiles, initConfig, joinConfig, reserved } from './kubeadm-config.ts'
import { nodesOf, wholeShape } from './topology.ts'

const GIB = 1024 ** 3

test.each([
  ['a machine of exactly that size reserves nothing', { cpus: 2, memoryBytes: 4 * GIB }, { cpu: '0m', memory: '0Ki' }],
  ['a large machine reserves the rest', { cpus: 16, memoryBytes: 64 * GIB }, { cpu: '14000m', memory: `${60 * 1024 ** 2}Ki` }],
  [
    'bytes that are no whole KiB are cut as the kubelet cuts them',
    { cpus: 2, memoryBytes: 5 * GIB + 1023 },
    { cpu: '0m', memory: `${1024 ** 2}Ki` },
  ],
  ['a small machine reserves nothing', { cpus: 1, memoryBytes: 2 * GIB }, { cpu: '0m', memory: '0Ki' }],
])('a node offers 2 CPUs and 4 GiB: %s', (_, size, expected) => {
  expect(reserved(size)).toEqual(expected)
})

test('the control plane keeps its node name whatever the host is called, and never waits for an old lease', () => {
  const { init, cluster, kubelet } = initialized(undefined)
  expect(init.nodeRegistration).toMatchObject({
    name: 'controlplane',
    kubeletExtraArgs: expect.arrayContaining([
      { name: 'hostname-override', value: 'controlplane' },
      { name: 'node-ip', value: '10.77.0.11' },
    ]),
  })
  expect(cluster.controllerManager.extraArgs).toEqual([{ name: 'leader-elect', value: 'false' }])
  expect(kubelet).toMatchObject({ imageGCHighThresholdPercent: 100, failSwapOn: false })
})

test('a worker joins by the fixed address of the control plane', () => {
  const [controlPlane, worker] = nodesOf(wholeShape({ nodes: 2 }))
  if (!controlPlane || !worker) throw new Error('no nodes')
  const text = joinConfig(worker, controlPlane.address, JOINING)
  expect(text).toContain('apiServerEndpoint: 10.77.0.11:6443')
  expect(text).not.toContain('controlPlane:')
})

test('of several control planes the others join through the load balancer with the uploaded certificates, and one of them leads', () => {
  const { init, cluster } = initialized('cluster-endpoint')
  expect(cluster.controlPlaneEndpoint).toBe('cluster-endpoint:6443')
  expect(cluster.controllerManager).toBeUndefined()
  expect(init.certificateKey).toBe('k')
  const [, second] = nodesOf(wholeShape({ nodes: 2, controlPlanes: 2 }))
  if (!second) throw new Error('no second control plane')
  const join = parse(joinConfig(second, 'cluster-endpoint', JOINING))
  expect(join.discovery.bootstrapToken.apiServerEndpoint).toBe('cluster-endpoint:6443')
  expect(join.controlPlane).toEqual({ localAPIEndpoint: { advertiseAddress: '10.77.0.12', bindPort: 6443 }, certificateKey: 'k' })
})

test('a bare machine tells every kubelet what it needs in a container, whatever the candidate configures', () => {
  const [first] = nodesOf(wholeShape({ nodes: 1, bare: 1 }))
  if (!first) throw new Error('no machine')
  const files = bareFiles(first, SIZE)
  expect(files['/etc/default/kubelet']).toContain('--node-ip=10.77.0.11 --config-dir=/usr/lib/unflunk/kubelet.conf.d')
  expect(parse(files['/usr/lib/unflunk/kubelet.conf.d/10-container.conf'] ?? '')).toMatchObject({ failCgroupV1: false, failSwapOn: false })
})

const SIZE = { cpus: 2, memoryBytes: 8 * GIB }
const JOINING = { token: 'a.b', caHash: 'sha256:c', certificateKey: 'k' }

function initialized(endpoint: string | undefined) {
  const [node] = nodesOf(wholeShape({ nodes: 2 }))
  if (!node) throw new Error('no control plane')
  const text = initConfig({ node, version: 'v1.35.4', size: SIZE, token: 'a.b', certificateKey: 'k', endpoint })
  const [init, cluster, kubelet] = parseAllDocuments(text).map((document) => document.toJS())
  return { init, cluster, kubelet }
}
