import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { contextsConfig } from './contexts.ts'

const kubeadm = (ca: string) => `apiVersion: v1
kind: Config
clusters:
- cluster:
    certificate-authority-data: ${ca}
    server: https://10.77.0.11:6443
  name: kubernetes
contexts:
- context:
    cluster: kubernetes
    user: kubernetes-admin
  name: kubernetes-admin@kubernetes
current-context: kubernetes-admin@kubernetes
users:
- name: kubernetes-admin
  user:
    client-certificate-data: Y2VydA==
    client-key-data: a2V5
`

test('every cluster has a context of its own name that leads to it alone', () => {
  const config = parse(
    contextsConfig([
      { host: 'k8s', kubeconfig: kubeadm('b25l') },
      { host: 'ek8s', kubeconfig: kubeadm('dHdv') },
    ]),
  )
  expect(config['current-context']).toBe('k8s')
  expect(config.contexts).toEqual([
    { name: 'k8s', context: { cluster: 'k8s', user: 'k8s-admin' } },
    { name: 'ek8s', context: { cluster: 'ek8s', user: 'ek8s-admin' } },
  ])
  expect(config.clusters[1]).toEqual({
    name: 'ek8s',
    cluster: { 'certificate-authority-data': 'dHdv', server: 'https://ek8s:6443', 'tls-server-name': 'kubernetes' },
  })
  expect(config.users[1]).toEqual({ name: 'ek8s-admin', user: { 'client-certificate-data': 'Y2VydA==', 'client-key-data': 'a2V5' } })
})
