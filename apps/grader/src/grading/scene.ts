// What a runner may look at, and how it says where it looked.
import type { CheckKind, ClaimOf, ObjectRef, PodRef } from '@unflunk/shared/check'
import { AppError } from '@unflunk/shared/error'
import type { Mismatch } from '@unflunk/shared/grading'
import type { Cluster } from '../sandbox/fleet.ts'
import type { Machine } from '../sandbox/machine.ts'
import type { Difference } from './match.ts'

export interface Scene {
  readonly cluster: Cluster
  /** The other clusters of the session: near misses are looked for on those that are awake. */
  readonly others: readonly Cluster[]
  /** Epoch milliseconds: what was there before is the start state, never a near miss. */
  readonly since: number
  /** Whether a mismatch is worth a search for near misses: only the last look at a failed check is. */
  readonly hints: boolean
  readonly signal: AbortSignal
}

/** How long a machine may take to answer a question (ms). What a command itself may take is limited on the machine: past this, the machine is at fault. */
export const ASK_LIMIT = 30_000

/** Mismatches; none is a pass. Throwing means "could not check". Claims are looked at again and again, so a runner only reads. */
export type Runner<K extends CheckKind> = (claim: ClaimOf<K>, scene: Scene) => Promise<Mismatch[]>

/** The machine of a node by its name in Kubernetes. Throws AppError `not-found`: the scenario names a node that its cluster does not have. */
export function machineOf(scene: Scene, node: string): Machine {
  const machine = scene.cluster.machines[node]
  if (machine) return machine
  const known = Object.keys(scene.cluster.machines).join(', ')
  throw new AppError('not-found', `${scene.cluster.host} has no node ${node}; there are: ${known}`)
}

/** "Deployment web in namespace apollo on cka7968" */
export function describeObject(ref: ObjectRef, cluster: Cluster): string {
  const name = ref.name ?? `with ${describeLabels(ref.labels)}`
  return `${ref.kind} ${name}${ref.namespace === undefined ? '' : ` in namespace ${ref.namespace}`} on ${cluster.host}`
}

export function describePod(ref: PodRef, cluster: Cluster): string {
  return `Pod ${ref.name ?? `with ${describeLabels(ref.labels)}`} in namespace ${ref.namespace} on ${cluster.host}`
}

export function describeLabels(labels: Readonly<Record<string, string>> | undefined): string {
  return Object.entries(labels ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(',')
}

/** "spec.replicas is 3" against "2". */
export function mismatchOf(where: string, { path, expected, observed }: Difference): Mismatch {
  if (path === '') return { where, expected, observed }
  return { where, expected: expected === 'not set' ? `${path} is not set` : `${path}: ${expected}`, observed }
}
