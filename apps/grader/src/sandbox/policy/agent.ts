// Enforces the NetworkPolicies of one cluster: watches, compiles, and replaces the ruleset of each node whose text has changed.
import type { Clock } from '../../lib/clock.ts'
import type { Kube, KubeKind, KubeObject } from '../kube.ts'
import type { Machine } from '../machine.ts'
import { compilePolicies } from './compile.ts'

/** A rollout changes many pods at once: one ruleset for all of them. */
const GATHER_MS = 50
/** A node that does not take its ruleset (frozen, restarting) is asked again this often. */
const AGAIN_MS = 1_000

/** Kept on the node too: a node that restarts is closed before its first pod runs. */
export const POLICY_FILE = '/etc/unflunk/policy.nft'
const LOAD = `umask 077; cat > ${POLICY_FILE}.new && nft -f ${POLICY_FILE}.new && mv ${POLICY_FILE}.new ${POLICY_FILE}`

const POLICY: KubeKind = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' }
const POD: KubeKind = { apiVersion: 'v1', kind: 'Pod' }
const NAMESPACE: KubeKind = { apiVersion: 'v1', kind: 'Namespace' }

export interface PolicyAgentParts {
  readonly kube: Kube
  /** By node name. */
  readonly machines: Readonly<Record<string, Machine>>
  readonly clock: Clock
  readonly onError: (error: unknown) => void
}

/** Until `signal` aborts; rejects with its reason. Pods and namespaces are watched once there is a policy: most tasks have none. */
export async function enforcePolicies(parts: PolicyAgentParts, signal: AbortSignal): Promise<void> {
  const { kube, clock, onError } = parts
  const nodes = Object.entries(parts.machines).map(([name, machine]) => new NodeRules(name, machine))
  const policies = new Map<string, KubeObject>()
  const pods = new Map<string, KubeObject>()
  const namespaces = new Map<string, KubeObject>()
  let gathering = false
  let reading = false

  async function load(): Promise<void> {
    const world = { policies: [...policies.values()], pods: [...pods.values()], namespaces: [...namespaces.values()] }
    for (;;) {
      const results = await Promise.allSettled(nodes.map((node) => node.load(compilePolicies(world, node.name), signal)))
      if (signal.aborted || results.every((result) => result.status === 'fulfilled')) return
      await clock.sleep(AGAIN_MS, signal)
      if (gathering) return // a newer world waits
    }
  }

  let loading: Promise<void> = Promise.resolve()
  const changed = () => {
    if (gathering) return
    gathering = true
    loading = Promise.all([loading, clock.sleep(GATHER_MS, signal)])
      .then(() => {
        gathering = false
        return load()
      })
      .catch((error: unknown) => {
        gathering = false
        if (!signal.aborted) onError(error)
      })
  }

  const keep = (objects: Map<string, KubeObject>) => (change: 'added' | 'modified' | 'deleted', object: KubeObject) => {
    const key = `${object.metadata.namespace}/${object.metadata.name}`
    if (change === 'deleted') objects.delete(key)
    else objects.set(key, object)
    changed()
  }

  const readRest = () => {
    if (reading) return
    reading = true
    for (const [kind, objects] of [[POD, pods] as const, [NAMESPACE, namespaces] as const])
      kube.watch(kind, keep(objects), signal).catch((error: unknown) => !signal.aborted && onError(error))
  }

  const keepPolicy = keep(policies)
  await kube.watch(
    POLICY,
    (change, object) => {
      keepPolicy(change, object)
      readRest()
    },
    signal,
  )
}

/** What a node was last told, so that it is told only what is new. */
class NodeRules {
  readonly name: string
  readonly #machine: Machine
  #loaded = ''

  constructor(name: string, machine: Machine) {
    this.name = name
    this.#machine = machine
  }

  async load(text: string, signal: AbortSignal): Promise<void> {
    if (text === this.#loaded) return
    const { exitCode, stderr } = await this.#machine.exec(['sh', '-c', LOAD], { stdin: text, signal })
    if (exitCode !== 0) throw new Error(`${this.name} refuses its policy rules: ${stderr.trim()}`)
    this.#loaded = text
  }
}
