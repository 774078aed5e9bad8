// Which clusters an attempt gets: one for each task as far as memory goes, then tasks share by the rules of the proofs.
import { memoryOfMachines, SESSION_MEMORY } from '@unflunk/shared/machine-memory'
import { type ClusterSpec, EXAM_MINOR, type Need } from '@unflunk/shared/scenario'
import { namespacesOf } from '../scenario/proof-rounds.ts'
import type { PreparedTask } from '../scenario/task.ts'

const MB = 1024 ** 2

/** The pods of a task. */
const MEMORY_OF_TASK = 40 * MB

/** Beyond a plain cluster, once per cluster. What is not named takes nothing that counts. */
const MEMORY_OF_NEED: Partial<Record<Need, number>> = {
  metrics: 40 * MB,
  storage: 25 * MB,
  ingress: 30 * MB,
  gateway: 30 * MB,
  falco: 120 * MB,
}

export interface PlannedTask {
  readonly id: string
  readonly scenario: string
  readonly cluster: ClusterSpec
  /** Those it owns. */
  readonly namespaces: ReadonlySet<string>
}

export interface PlannedCluster {
  /** In the order of the attempt; the first gives the cluster its name. */
  readonly tasks: readonly PlannedTask[]
  readonly memoryBytes: number
}

export interface FleetPlan {
  /** In the order of their first tasks. */
  readonly clusters: readonly PlannedCluster[]
  /** Of all machines. It exceeds the budget when no more tasks can share. */
  readonly memoryBytes: number
}

export function plannedTask(id: string, { scenario, file, checks, setup }: PreparedTask): PlannedTask {
  return { id, scenario, cluster: file.cluster, namespaces: namespacesOf({ checks, setup }) }
}

/** Pure. `budgetBytes`: what all machines together may take. */
export function planFleet(tasks: readonly PlannedTask[], budgetBytes: number): FleetPlan {
  let clusters = tasks.map((task) => [task])
  while (memoryOf(clusters) > budgetBytes) {
    const fewer = withOneFewer(clusters)
    if (!fewer) break
    clusters = fewer
  }
  return {
    clusters: clusters.map((cluster) => ({ tasks: tasks.filter((task) => cluster.includes(task)), memoryBytes: clusterMemory(cluster) })),
    memoryBytes: memoryOf(clusters),
  }
}

/** Of a session with one plain cluster. */
export function memoryOfNodes(nodes: number): number {
  return SESSION_MEMORY + memoryOfMachines({ nodes, bare: 0, controlPlanes: 1 }) + MEMORY_OF_TASK
}

/** The last cluster that can give its tasks away does, to the one with the fewest: load stays even, and the first tasks stay alone longest. */
function withOneFewer(clusters: readonly PlannedTask[][]): PlannedTask[][] | undefined {
  for (const given of clusters.toReversed()) {
    const earlier = clusters.slice(0, clusters.indexOf(given)).filter((other) => maySpareOne(other, given))
    const [taker] = earlier.toSorted((one, other) => one.length - other.length)
    if (taker) return clusters.filter((one) => one !== given).map((one) => (one === taker ? [...taker, ...given] : one))
  }
  return undefined
}

const maySpareOne = (cluster: readonly PlannedTask[], other: readonly PlannedTask[]) =>
  cluster.every((one) => other.every((another) => mayShare(one, another)))

/**
 * Two tasks may live on one cluster of the same plain shape when neither breaks it, and each has namespaces of its own: one that owns
 * none is about the cluster as a whole.
 */
function mayShare(one: PlannedTask, other: PlannedTask): boolean {
  return (
    isPlain(one) &&
    isPlain(other) &&
    one.cluster.nodes === other.cluster.nodes &&
    one.scenario !== other.scenario &&
    ![...one.namespaces].some((namespace) => other.namespaces.has(namespace))
  )
}

const isPlain = ({ cluster, namespaces }: PlannedTask) => !cluster.exclusive && hasUsualShape(cluster) && namespaces.size > 0

/** Workers or none: everything else is asked for by few tasks. */
export function hasUsualShape({ bare, controlPlanes, kubernetes }: ClusterSpec): boolean {
  return bare === 0 && controlPlanes === 1 && kubernetes === EXAM_MINOR
}

function memoryOf(clusters: readonly (readonly PlannedTask[])[]): number {
  return clusters.reduce((sum, cluster) => sum + clusterMemory(cluster), SESSION_MEMORY)
}

function clusterMemory(tasks: readonly PlannedTask[]): number {
  const [first] = tasks
  if (!first) return 0
  const needs = new Set(tasks.flatMap(({ cluster }) => cluster.needs))
  const added = [...needs].reduce((sum, need) => sum + (MEMORY_OF_NEED[need] ?? 0), 0)
  return memoryOfMachines(first.cluster) + added + tasks.length * MEMORY_OF_TASK
}
