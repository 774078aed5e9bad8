import { expect, it } from 'vitest'
import { credentials } from './credentials.ts'

const encoded = (text: string) => Buffer.from(text).toString('base64')

const kubeconfig = (caKey = 'certificate-authority-data') => `apiVersion: v1
kind: Config
clusters:
- name: kubernetes
  cluster:
    ${caKey}: ${encoded('the ca')}
    server: https://10.77.0.11:6443
users:
- name: kubernetes-admin
  user:
    client-certificate-data: ${encoded('the certificate')}
    client-key-data: ${encoded('the key')}
`

it('takes the three PEM texts out of a kubeconfig of kubeadm', () => {
  const options = credentials(kubeconfig())
  expect([options.ca, options.cert, options.key].map(String)).toEqual(['the ca', 'the certificate', 'the key'])
  expect(options.servername).toBe('kubernetes')
})

it('refuses one that keeps its certificates elsewhere', () => {
  expect(() => credentials(kubeconfig('certificate-authority'))).toThrow(/caData/)
})
