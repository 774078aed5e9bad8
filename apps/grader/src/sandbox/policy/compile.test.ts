import { describe, expect, it } from 'vitest'
import type { KubeObject } from '../kube.ts'
import { compilePolicies } from './compile.ts'

const NODE = 'node01'

function pod(
  name: string,
  namespace: string,
  address: string,
  more: { node?: string; labels?: Record<string, string>; spec?: object } = {},
) {
  const { node = NODE, labels = { app: name }, spec = {} } = more
  const containers = [{ name: 'main', ports: [{ name: 'http', containerPort: 8080 }] }]
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels },
    spec: { nodeName: node, containers, ...spec },
    status: { phase: 'Running', podIP: address },
  } satisfies KubeObject
}

const namespaces = ['apollo', 'gemini'].map(
  (name) =>
    ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { 'kubernetes.io/metadata.name': name } } }) satisfies KubeObject,
)
const web = pod('web', 'apollo', '10.244.1.2')
const api = pod('api', 'apollo', '10.244.0.3', {
  node: 'controlplane',
  spec: { containers: [{ name: 'main', ports: [{ name: 'http', containerPort: 9090 }] }] },
})
const other = pod('client', 'gemini', '10.244.1.4')
const pods = [web, api, other]

function policy(spec: object, name = 'p', namespace = 'apollo') {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace }, spec } satisfies KubeObject
}

/** The rules of the only chain, or of the one for that address. */
function rulesFor(policies: KubeObject[], direction: 'saddr' | 'daddr', address = '10.244.1.2', node = NODE): string[] | undefined {
  const text = compilePolicies({ policies, pods, namespaces }, node)
  const chain = new RegExp(`ip ${direction} vmap \\{.*?${address.replaceAll('.', '\\.')} : jump ([a-z]+-\\d+)`).exec(text)?.[1]
  if (chain === undefined) return undefined
  const body = new RegExp(`chain ${chain} \\{[^\\n]*\\n([\\s\\S]*?)\\n  \\}`).exec(text)?.[1] ?? ''
  return body.split('\n').map((line) => line.trim())
}

describe('a policy for ingress', () => {
  const cases: [what: string, ingress: object[] | undefined, rules: string[]][] = [
    ['without rules allows nothing', undefined, ['drop']],
    ['with an empty rule allows everything', [{}], ['return', 'drop']],
    ['with an empty peer list allows everybody', [{ from: [] }], ['return', 'drop']],
    [
      'from pods of its own namespace',
      [{ from: [{ podSelector: { matchLabels: { app: 'api' } } }] }],
      ['ip saddr { 10.244.0.3 } return', 'drop'],
    ],
    ['from all pods of its own namespace', [{ from: [{ podSelector: {} }] }], ['ip saddr { 10.244.1.2, 10.244.0.3 } return', 'drop']],
    [
      'from another namespace by its label',
      [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'gemini' } } }] }],
      ['ip saddr { 10.244.1.4 } return', 'drop'],
    ],
    [
      'from pods and namespaces in one peer: both must match',
      [{ from: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: 'client' } } }] }],
      ['ip saddr { 10.244.1.4 } return', 'drop'],
    ],
    [
      'from two peers: either may match',
      [
        {
          from: [
            { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'gemini' } } },
            { podSelector: { matchLabels: { app: 'api' } } },
          ],
        },
      ],
      ['ip saddr { 10.244.1.4 } return', 'ip saddr { 10.244.0.3 } return', 'drop'],
    ],
    ['from nobody that is there', [{ from: [{ podSelector: { matchLabels: { app: 'none' } } }] }], ['drop']],
    [
      'from a block with exceptions',
      [{ from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.77.0.0/24', '10.78.0.0/24'] } }] }],
      ['ip saddr 10.0.0.0/8 ip saddr != { 10.77.0.0/24, 10.78.0.0/24 } return', 'drop'],
    ],
    ['from a block of IPv6 addresses, which nothing here has', [{ from: [{ ipBlock: { cidr: '2001:db8::/32' } }] }], ['drop']],
    ['to a port, TCP when nothing is said', [{ ports: [{ port: 80 }] }], ['tcp dport { 80 } return', 'drop']],
    [
      'to ports of two protocols',
      [{ ports: [{ port: 53, protocol: 'UDP' }, { port: 53 }, { port: 8080 }] }],
      ['tcp dport { 53, 8080 } return', 'udp dport { 53 } return', 'drop'],
    ],
    ['to a range of ports', [{ ports: [{ port: 8000, endPort: 8100 }] }], ['tcp dport { 8000-8100 } return', 'drop']],
    ['to a port by its name', [{ ports: [{ port: 'http' }] }], ['tcp dport { 8080 } return', 'drop']],
    ['to a port by a name that the pod does not have', [{ ports: [{ port: 'metrics' }] }], ['drop']],
    ['to all ports of a protocol', [{ ports: [{ protocol: 'UDP' }] }], ['meta l4proto udp return', 'drop']],
    [
      'to a port, from one peer',
      [{ from: [{ podSelector: { matchLabels: { app: 'api' } } }], ports: [{ port: 80 }] }],
      ['ip saddr { 10.244.0.3 } tcp dport { 80 } return', 'drop'],
    ],
    [
      'from pods that an expression selects',
      [
        {
          from: [
            {
              podSelector: {
                matchExpressions: [
                  { key: 'app', operator: 'NotIn', values: ['web'] },
                  { key: 'app', operator: 'Exists' },
                ],
              },
            },
          ],
        },
      ],
      ['ip saddr { 10.244.0.3 } return', 'drop'],
    ],
    [
      'from pods without a label',
      [{ from: [{ podSelector: { matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] } }] }],
      ['drop'],
    ],
  ]
  it.each(cases)('%s', (_, ingress, rules) => {
    const only = policy({ podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Ingress'], ...(ingress ? { ingress } : {}) })
    expect(rulesFor([only], 'daddr')).toEqual(rules)
    expect(rulesFor([only], 'saddr')).toBeUndefined()
  })
})

describe('a policy for egress', () => {
  const cases: [what: string, egress: object[] | undefined, rules: string[]][] = [
    ['without rules allows nothing', undefined, ['drop']],
    ['to a pod by its label', [{ to: [{ podSelector: { matchLabels: { app: 'api' } } }] }], ['ip daddr { 10.244.0.3 } return', 'drop']],
    [
      'to a named port: each peer by its own number',
      [{ to: [{ podSelector: {} }], ports: [{ port: 'http' }] }],
      ['ip daddr 10.244.1.2 tcp dport { 8080 } return', 'ip daddr 10.244.0.3 tcp dport { 9090 } return', 'drop'],
    ],
    [
      'to name servers anywhere',
      [
        {
          ports: [
            { port: 53, protocol: 'UDP' },
            { port: 53, protocol: 'TCP' },
          ],
        },
      ],
      ['tcp dport { 53 } return', 'udp dport { 53 } return', 'drop'],
    ],
    [
      'to the world but one address',
      [{ to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.169.254/32'] } }] }],
      ['ip daddr 0.0.0.0/0 ip daddr != { 169.254.169.254/32 } return', 'drop'],
    ],
  ]
  it.each(cases)('%s', (_, egress, rules) => {
    const only = policy({ podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Egress'], ...(egress ? { egress } : {}) })
    expect(rulesFor([only], 'saddr')).toEqual(rules)
    expect(rulesFor([only], 'daddr')).toBeUndefined()
  })
})

describe('policies together', () => {
  it('without policyTypes: ingress always, egress where there are egress rules', () => {
    const plain = policy({ podSelector: {} })
    expect(rulesFor([plain], 'daddr')).toEqual(['drop'])
    expect(rulesFor([plain], 'saddr')).toBeUndefined()
    const both = policy({ podSelector: {}, egress: [{}] })
    expect(rulesFor([both], 'daddr')).toEqual(['drop'])
    expect(rulesFor([both], 'saddr')).toEqual(['return', 'drop'])
  })

  it('add up: what one of them allows is allowed', () => {
    const deny = policy({ podSelector: {}, policyTypes: ['Ingress'] }, 'deny')
    const allow = policy({ podSelector: { matchLabels: { app: 'web' } }, ingress: [{ ports: [{ port: 80 }] }] }, 'allow')
    expect(rulesFor([deny, allow], 'daddr')).toEqual(['tcp dport { 80 } return', 'drop'])
  })

  it('speak of pods of their own namespace only, each on its own node', () => {
    const deny = policy({ podSelector: {}, policyTypes: ['Ingress'] })
    expect(rulesFor([deny], 'daddr', '10.244.1.4')).toBeUndefined()
    expect(rulesFor([deny], 'daddr', '10.244.0.3')).toBeUndefined()
    expect(rulesFor([deny], 'daddr', '10.244.0.3', 'controlplane')).toEqual(['drop'])
  })

  it('leave pods alone that are on the network of their host, have ended, or have no address yet', () => {
    const deny = policy({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] })
    const odd = [
      pod('host', 'apollo', '10.77.0.12', { spec: { hostNetwork: true, containers: [] } }),
      { ...pod('ended', 'apollo', '10.244.1.9'), status: { phase: 'Succeeded', podIP: '10.244.1.9' } },
      { ...pod('new', 'apollo', ''), status: { phase: 'Pending' } },
    ]
    expect(compilePolicies({ policies: [deny], pods: odd, namespaces }, NODE)).not.toContain('chain')
  })

  it('none: the table goes', () => {
    expect(compilePolicies({ policies: [], pods, namespaces }, NODE)).toBe(
      'table inet unflunk-policy {}\ndelete table inet unflunk-policy\n',
    )
  })

  it('a whole ruleset reads well', () => {
    const deny = policy({ podSelector: {}, policyTypes: ['Ingress', 'Egress'], egress: [{ ports: [{ port: 53, protocol: 'UDP' }] }] })
    expect(compilePolicies({ policies: [deny], pods, namespaces }, NODE)).toMatchInlineSnapshot(`
      "table inet unflunk-policy {}
      delete table inet unflunk-policy
      table inet unflunk-policy {
        chain in-0 { # apollo/web
          drop
        }
        chain out-0 { # apollo/web
          udp dport { 53 } return
          drop
        }
        chain forward {
          type filter hook forward priority 0; policy accept;
          ct state established,related accept
          ip saddr vmap { 10.244.1.2 : jump out-0 }
          ip daddr vmap { 10.244.1.2 : jump in-0 }
        }
      }
      "
    `)
  })
})
