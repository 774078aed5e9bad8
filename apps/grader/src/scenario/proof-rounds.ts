// Packs proof cases into rounds: what runs side by side on one fresh cluster.
import { isDeepStrictEqual } from 'node:util'
import type { Check } from '@unflunk/shared/check'
import type { ClusterShape } from '@unflunk/shared/scenario'
import type { ProofCase } from './proof-cases.ts'
import { readManifest } from './setup.ts'
import type { PreparedTask } from './task.ts'

export interface Round {
  readonly shape: ClusterShape
  readonly cases: readonly ProofCase[]
}

/** At most this many side by side: the pods of more start too slowly on two cores for `within` to mean anything. */
const WIDTH = 3

/** Exclusive cases stand alone; others share a round while no two are of one scenario or share a namespace. */
export function packRounds(cases: readonly ProofCase[]): Round[] {
  const rounds: { shape: ClusterShape; exclusive: boolean; cases: ProofCase[]; namespaces: Set<string> }[] = []
  for (const one of cases) {
    const { exclusive, needs: _, ...shape } = one.task.file.cluster
    const namespaces = namespacesOf(one.task)
    const place = exclusive
      ? undefined
      : rounds.find(
          (round) =>
            !round.exclusive &&
            isDeepStrictEqual(round.shape, shape) &&
            round.cases.length < WIDTH &&
            round.cases.every((other) => other.task.scenario !== one.task.scenario) &&
            [...namespaces].every((namespace) => !round.namespaces.has(namespace)),
        )
    if (place) {
      place.cases.push(one)
      for (const namespace of namespaces) place.namespaces.add(namespace)
    } else rounds.push({ shape, exclusive, cases: [one], namespaces })
  }
  return rounds
}

/** The namespaces that a task owns: those its checks and manifests name. Everybody has the system's. */
export function namespacesOf(task: Pick<PreparedTask, 'checks' | 'setup'>): Set<string> {
  const objects = task.setup.flatMap((step) => (step.kind === 'apply' ? readManifest(step.manifest) : []))
  const own = objects.map((object) => (object.kind === 'Namespace' ? object.metadata.name : (object.metadata.namespace ?? 'default')))
  const all = new Set([...own, ...task.checks.flatMap(checkNamespaces)])
  for (const system of ['kube-system', 'kube-public', 'kube-node-lease']) all.delete(system)
  return all
}

function checkNamespaces(check: Check): string[] {
  switch (check.kind) {
    case 'resource':
    case 'absent':
      return check.object.namespace === undefined ? [] : [check.object.namespace]
    case 'can-i':
      return check.all.flatMap((claim) => (claim.allowed && claim.namespace !== undefined ? [claim.namespace] : []))
    case 'connect':
      return check.all.flatMap((claim) => ('pod' in claim.from ? [claim.from.pod.namespace] : []))
    case 'exec':
      return typeof check.on === 'string' ? [] : [check.on.pod.namespace]
    case 'process':
      return [check.pod.namespace]
    case 'file':
    case 'node':
      return []
  }
}
