// What the compiler reads of policies, pods and namespaces; everything else in them is left alone.
import { z } from 'zod'
import type { KubeObject } from '../kube.ts'
import { Selector } from './selector.ts'

const Peer = z.object({
  podSelector: Selector.nullish(),
  namespaceSelector: Selector.nullish(),
  ipBlock: z.object({ cidr: z.string(), except: z.array(z.string()).nullish() }).nullish(),
})
export type Peer = z.infer<typeof Peer>

const Port = z.object({
  protocol: z.enum(['TCP', 'UDP', 'SCTP']).default('TCP'),
  port: z.union([z.number().int(), z.string()]).nullish(),
  endPort: z.number().int().nullish(),
})
export type Port = z.infer<typeof Port>

const ports = z.array(Port).nullish()
const peers = z.array(Peer).nullish()

const PolicyObject = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string() }),
  spec: z.object({
    podSelector: Selector.default({}),
    policyTypes: z.array(z.enum(['Ingress', 'Egress'])).nullish(),
    ingress: z.array(z.object({ from: peers, ports })).nullish(),
    egress: z.array(z.object({ to: peers, ports })).nullish(),
  }),
})

const PodObject = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string(), labels: z.record(z.string(), z.string()).default({}) }),
  spec: z.object({
    nodeName: z.string().optional(),
    hostNetwork: z.boolean().default(false),
    containers: z.array(
      z.object({
        ports: z
          .array(z.object({ name: z.string().optional(), containerPort: z.number(), protocol: z.string().default('TCP') }))
          .default([]),
      }),
    ),
  }),
  status: z.object({ phase: z.string().optional(), podIP: z.string().optional() }).default({}),
})

/** One rule of a policy: whoever is among the peers may use the ports. Absent peers or ports: all of them. */
export interface Rule {
  readonly peers: readonly Peer[] | undefined
  readonly ports: readonly Port[] | undefined
}

export interface Policy {
  readonly name: string
  readonly namespace: string
  readonly selector: Selector
  /** undefined: the policy says nothing about this direction. */
  readonly ingress: readonly Rule[] | undefined
  readonly egress: readonly Rule[] | undefined
}

export interface Pod {
  readonly name: string
  readonly namespace: string
  readonly labels: Readonly<Record<string, string>>
  readonly node: string | undefined
  readonly address: string
  readonly ports: readonly { name?: string | undefined; containerPort: number; protocol: string }[]
}

/** Without `policyTypes` a policy is about ingress, and about egress where it has egress rules. */
export function readPolicy(object: KubeObject): Policy {
  const { metadata, spec } = PolicyObject.parse(object)
  const types = spec.policyTypes ?? ['Ingress', ...(spec.egress?.length ? ['Egress'] : [])]
  return {
    ...metadata,
    selector: spec.podSelector,
    ingress: types.includes('Ingress') ? (spec.ingress ?? []).map(({ from, ports }) => ruleOf(from, ports)) : undefined,
    egress: types.includes('Egress') ? (spec.egress ?? []).map(({ to, ports }) => ruleOf(to, ports)) : undefined,
  }
}

function ruleOf(peers: readonly Peer[] | null | undefined, ports: readonly Port[] | null | undefined): Rule {
  return { peers: peers?.length ? peers : undefined, ports: ports?.length ? ports : undefined }
}

/** Pods with an address of their own; undefined for those on the host's network, and those that have ended or not begun. */
export function readPod(object: KubeObject): Pod | undefined {
  const { metadata, spec, status } = PodObject.parse(object)
  if (spec.hostNetwork || status.podIP === undefined || status.phase === 'Succeeded' || status.phase === 'Failed') return undefined
  return { ...metadata, node: spec.nodeName, address: status.podIP, ports: spec.containers.flatMap((container) => container.ports) }
}
