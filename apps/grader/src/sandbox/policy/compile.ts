// NetworkPolicies to nftables: pure, one ruleset per node, replaced as a whole. What a policy means:
// https://kubernetes.io/docs/concepts/services-networking/network-policies/
import type { KubeObject } from '../kube.ts'
import { type Peer, type Pod, type Policy, type Port, type Rule, readPod, readPolicy } from './objects.ts'
import { matches } from './selector.ts'

export interface PolicyWorld {
  readonly policies: readonly KubeObject[]
  readonly pods: readonly KubeObject[]
  readonly namespaces: readonly KubeObject[]
}

const TABLE = 'inet unflunk-policy'

/**
 * The ruleset of `node`, for `nft -f`. Each direction is judged where the pod of the policy runs: what leaves a pod on its node, what
 * reaches a pod on its own. Between a pod and its own node nothing is cut, as the documentation has it (probes of the kubelet come that
 * way), and flows that are established stay.
 */
export function compilePolicies({ policies, pods, namespaces }: PolicyWorld, node: string): string {
  const world: World = {
    pods: pods.flatMap((object) => readPod(object) ?? []),
    labelsOf: new Map(namespaces.map(({ metadata }) => [metadata.name, metadata.labels ?? {}])),
  }
  const read = policies.map(readPolicy)
  const local = world.pods.filter((pod) => pod.node === node)
  const chains = local.flatMap((pod, index) => [
    ...chainOf(world, pod, `in-${index}`, 'ingress', read),
    ...chainOf(world, pod, `out-${index}`, 'egress', read),
  ])
  // An empty table first, so that the delete never fails; all of it is one transaction.
  const lines = [`table ${TABLE} {}`, `delete table ${TABLE}`]
  if (chains.length === 0) return `${lines.join('\n')}\n`
  const jumps = (direction: Direction) => chains.filter((chain) => chain.direction === direction)
  return `${[
    ...lines,
    `table ${TABLE} {`,
    ...chains.flatMap(({ name, pod, rules }) => [
      `  chain ${name} { # ${pod.namespace}/${pod.name}`,
      ...rules.map((rule) => `    ${rule}`),
      '    drop',
      '  }',
    ]),
    '  chain forward {',
    '    type filter hook forward priority 0; policy accept;',
    '    ct state established,related accept',
    ...vmap('ip saddr', jumps('egress')),
    ...vmap('ip daddr', jumps('ingress')),
    '  }',
    '}',
  ].join('\n')}\n`
}

type Direction = 'ingress' | 'egress'

interface World {
  readonly pods: readonly Pod[]
  readonly labelsOf: ReadonlyMap<string, Readonly<Record<string, string>>>
}

interface Chain {
  readonly name: string
  readonly pod: Pod
  readonly direction: Direction
  /** What is allowed returns, so that the other direction is judged too; the rest is dropped. */
  readonly rules: readonly string[]
}

function vmap(field: string, chains: readonly Chain[]): string[] {
  if (chains.length === 0) return []
  return [`    ${field} vmap { ${chains.map(({ pod, name }) => `${pod.address} : jump ${name}`).join(', ')} }`]
}

/** Policies add up: what any of them allows is allowed. No chain for a pod that none of them selects. */
function chainOf(world: World, pod: Pod, name: string, direction: Direction, policies: readonly Policy[]): Chain[] {
  const selecting = policies.filter(
    (policy) => policy[direction] !== undefined && policy.namespace === pod.namespace && matches(policy.selector, pod.labels),
  )
  if (selecting.length === 0) return []
  const rules = selecting.flatMap((policy) => (policy[direction] ?? []).flatMap((rule) => linesOf(world, policy, rule, direction, pod)))
  return [{ name, pod, direction, rules: [...new Set(rules)] }]
}

function linesOf(world: World, policy: Policy, rule: Rule, direction: Direction, isolated: Pod): string[] {
  const field = direction === 'ingress' ? 'ip saddr' : 'ip daddr'
  const lines = (where: string, target: Pod | undefined) =>
    portMatches(rule.ports, target).map((ports) => [where, ports, 'return'].filter((part) => part !== '').join(' '))
  // A named port is the business of the pod that is reached.
  if (rule.peers === undefined) {
    const named = direction === 'egress' && rule.ports?.some(({ port }) => typeof port === 'string')
    if (!named) return lines('', direction === 'ingress' ? isolated : undefined)
    return [...lines('', undefined), ...world.pods.flatMap((pod) => lines(`ip daddr ${pod.address}`, pod))]
  }
  return rule.peers.flatMap((peer) => {
    if (peer.ipBlock)
      return blockMatches(field, peer.ipBlock).flatMap((where) => lines(where, direction === 'ingress' ? isolated : undefined))
    const peers = podsOf(world, policy, peer)
    if (peers.length === 0) return []
    if (direction === 'ingress') return lines(`${field} { ${addresses(peers)} }`, isolated)
    const named = rule.ports?.some(({ port }) => typeof port === 'string')
    return named ? peers.flatMap((pod) => lines(`ip daddr ${pod.address}`, pod)) : lines(`${field} { ${addresses(peers)} }`, undefined)
  })
}

function addresses(pods: readonly Pod[]): string {
  return [...new Set(pods.map((pod) => pod.address))].join(', ')
}

/** Without a namespace selector: pods of the policy's own namespace. Without a pod selector: all pods of the namespaces. */
function podsOf(world: World, policy: Policy, { podSelector, namespaceSelector }: Peer): Pod[] {
  return world.pods.filter((pod) => {
    const there = namespaceSelector
      ? matches(namespaceSelector, world.labelsOf.get(pod.namespace) ?? {})
      : pod.namespace === policy.namespace
    return there && (podSelector ? matches(podSelector, pod.labels) : true)
  })
}

/** Clusters here have IPv4 alone: a block of IPv6 addresses matches nothing. */
function blockMatches(field: string, { cidr, except }: NonNullable<Peer['ipBlock']>): string[] {
  if (cidr.includes(':')) return []
  const without = (except ?? []).filter((block) => !block.includes(':'))
  return [`${field} ${cidr}${without.length > 0 ? ` ${field} != { ${without.join(', ')} }` : ''}`]
}

const PROTOCOL = { TCP: 'tcp', UDP: 'udp', SCTP: 'sctp' } as const

/** One match per protocol; [''] without ports, [] when a named port is not one of the target's. */
function portMatches(ports: readonly Port[] | undefined, target: Pod | undefined): string[] {
  if (ports === undefined) return ['']
  return Object.entries(PROTOCOL).flatMap(([protocol, word]) => {
    const own = ports.filter((port) => port.protocol === protocol)
    if (own.some((port) => port.port === null || port.port === undefined)) return [`meta l4proto ${word}`]
    const numbers = own.flatMap((port) => numbersOf(port, target))
    return numbers.length === 0 ? [] : [`${word} dport { ${[...new Set(numbers)].join(', ')} }`]
  })
}

function numbersOf({ port, endPort, protocol }: Port, target: Pod | undefined): string[] {
  if (typeof port === 'number') return [endPort && endPort > port ? `${port}-${endPort}` : String(port)]
  return (target?.ports ?? [])
    .filter((one) => one.name === port && one.protocol === protocol)
    .map(({ containerPort }) => String(containerPort))
}
