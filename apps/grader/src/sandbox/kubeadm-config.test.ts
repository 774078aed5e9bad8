import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { initConfig, joinConfig, reserved } from './kubeadm-config.ts'
import { nodesOf } from './topology.ts'

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
  const [controlPlane] = nodesOf(2)
  if (!controlPlane) throw new Error('no control plane')
  const text = initConfig({ node: controlPlane, version: 'v1.35.4', size: { cpus: 2, memoryBytes: 8 * GIB }, token: 'a.b' })
  const [init, cluster, kubelet] = parseAllDocuments(text).map((document) => document.toJS())
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
  const [controlPlane, worker] = nodesOf(2)
  if (!controlPlane || !worker) throw new Error('no nodes')
  expect(joinConfig(worker, controlPlane, { token: 'a.b', caHash: 'sha256:c' })).toContain('apiServerEndpoint: 10.77.0.11:6443')
})
