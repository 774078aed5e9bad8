import { describe, expect, it } from 'vitest'
import { addressIn, isAllowed, pagesOf } from './docs.ts'

const allowed = ['https://kubernetes.io/docs', 'https://helm.sh/docs/', 'https://gateway-api.sigs.k8s.io']

describe('an address is allowed only below an allowed site', () => {
  it.each([
    ['https://kubernetes.io/docs', true],
    ['https://kubernetes.io/docs/concepts/#x', true],
    ['https://helm.sh/docs/helm/helm_install/', true],
    ['https://gateway-api.sigs.k8s.io/guides/tls/', true],
    ['https://kubernetes.io/docsother/', false],
    ['https://kubernetes.io/training/', false],
    ['https://kubernetes.io.example.com/docs/', false],
    ['https://kubernetes.io@example.com/docs/', false],
    ['http://kubernetes.io/docs/', false],
    ['https://kubernetes.io/docs/../training/', false],
    ['javascript://kubernetes.io/docs/%0aalert(1)', false],
    ['not an address', false],
  ])('%s: %s', (url, expected) => {
    expect(isAllowed(url, allowed)).toBe(expected)
  })
})

describe('what was typed is an address or words to search for', () => {
  it.each([
    ['https://stackoverflow.com/questions', 'https://stackoverflow.com/questions'],
    [' kubernetes.io/docs/concepts/ ', 'https://kubernetes.io/docs/concepts/'],
    ['chatgpt.com', 'https://chatgpt.com/'],
    ['rbac', undefined],
    ['network policy', undefined],
    ['v1.35', undefined],
    ['kubelet.conf', undefined],
    ['/etc/kubernetes/manifests', undefined],
    ['networking.k8s.io/v1', 'https://networking.k8s.io/v1'],
    ['kustomization.yaml', undefined],
  ])('%s', (typed, expected) => {
    expect(addressIn(typed)).toBe(expected)
  })
})

it('a heading is found at the anchor that the site makes of it, or at its own', () => {
  const [page] = pagesOf({
    site: 'Kubernetes',
    base: 'https://kubernetes.io/docs/',
    tracks: ['cka'],
    pages: [
      { path: '/', title: 'Docs', bullets: [], headings: ["What's new in `kubectl get`?", 'Type values {#type-clusterip}', 'kube-proxy'] },
    ],
  })
  expect(page).toEqual({
    url: 'https://kubernetes.io/docs/',
    title: 'Docs',
    site: 'Kubernetes',
    headings: [
      { title: "What's new in `kubectl get`?", anchor: 'whats-new-in-kubectl-get' },
      { title: 'Type values', anchor: 'type-clusterip' },
      { title: 'kube-proxy', anchor: 'kube-proxy' },
    ],
  })
})
