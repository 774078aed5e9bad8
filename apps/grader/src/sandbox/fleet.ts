// The machines of one session: `base` plus one cluster per task, as the rest of the grader sees them.
import type { FleetStyle } from '@unflunk/shared/fleet-style'
import type { ClusterShape, Need } from '@unflunk/shared/scenario'
import type { ClusterState } from '@unflunk/shared/session'
import type { Progress } from '../lib/progress.ts'
import type { Kube } from './kube.ts'
import type { Machine } from './machine.ts'

/** `host` is the ssh name of the control plane from `base`. Node names inside are `controlplane`, `node01`, ... */
export interface ClusterRequest extends Partial<ClusterShape> {
  /** Unique in the fleet; the task's id. */
  readonly id: string
  readonly host: string
  /** Other tasks that live on it, each with an ssh name of its own: `clusters` of the fleet has the cluster under each of their ids, too. */
  readonly guests?: readonly Guest[]
}

export interface Guest {
  readonly id: string
  readonly host: string
}

export interface FleetRequest {
  readonly sessionId: string
  readonly clusters: readonly ClusterRequest[]
  /**
   * How clusters are reached from `base`. `ssh` (the default, today's exam): each by its host. `contexts` (the older exam, and real life): also by
   * kubectl on `base`, with a context of the host's name for each.
   */
  readonly style?: FleetStyle
  /** Nobody has asked for it yet: it is kept for a likely next start, and named so until `begin`. */
  readonly isWaiting?: boolean
}

/** What the machine is about to run out of, in words for the candidate, with what to do. */
export interface Shortage {
  readonly kind: 'disk' | 'memory'
  readonly message: string
  readonly next: string
}

/** How long a cluster that nobody has opened stays awake after its set-up, in ms: until what that has begun is at rest. */
export const AWAKE_AFTER_SETUP = 10_000

/** While at least one lease is held the cluster is awake. Release more than once is safe. */
export interface AwakeLease {
  /** The last one lets the cluster freeze after `idleMs` (default: the sandbox's), unless somebody takes a lease before. */
  release(idleMs?: number): void
}

export interface Cluster {
  /** The same for all tasks that live on it. */
  readonly id: string
  /** By which the task asks for it. */
  readonly host: string
  /** By node name: `controlplane`, `node01`, ... */
  readonly machines: Readonly<Record<string, Machine>>
  readonly kube: Kube
  readonly state: ClusterState
  /** Thaws when frozen and resolves when the API answers and no node is NotReady (or 10 s have passed and the API is down by the candidate's doing). */
  acquire(reason: string, signal?: AbortSignal): Promise<AwakeLease>
  /** Gives the cluster what the `needs:` of a task ask for, and resolves when it is up. Safe to ask again; a reset takes it away. */
  enable(needs: readonly Need[], signal?: AbortSignal): Promise<void>
  /** Back to the golden snapshot, same ssh name; needs no other cluster to stop. */
  reset(progress?: Progress, signal?: AbortSignal): Promise<void>
}

export interface Fleet {
  readonly sessionId: string
  readonly base: Machine
  /** By task. */
  readonly clusters: ReadonlyMap<string, Cluster>
  /** Told for each task that lives on the cluster. */
  onClusterState(listener: (task: string, state: ClusterState) => void): void
  /** Somebody needs this task's cluster now: where it still waits for its start, it is the next. */
  hurry(task: string): void
  /** Whoever it was kept for has come. */
  begin(): Promise<void>
  /** Removes every container, network and volume of the session. */
  dispose(): Promise<void>
}

/** The only door to the container engine. Everything it creates is labelled `unflunk` and the session's id. */
export interface Sandbox {
  /** The needs of tasks that its clusters can meet, as far as `missing` and `prepare` have seen. */
  readonly abilities: ReadonlySet<Need>
  /** Whether images and snapshots are there; undefined when all is ready, else what is missing, in words. */
  missing(): Promise<string | undefined>
  /** Bytes of memory that machines could take now. Throws AppError `engine-unavailable`. */
  freeMemory(): Promise<number>
  /** Builds what is missing: binaries, images, snapshots. Safe to call twice; resumes after an interruption. */
  prepare(progress: Progress, signal?: AbortSignal): Promise<void>
  /**
   * Starts `base` at once and the clusters in the order given (two at a time). Resolves when `base` is up; each cluster's progress is told with its id
   * as `StepUpdate.id`; `ready(id)` resolves when that cluster is. Throws AppError `no-space` before anything is begun when the clusters would not fit.
   */
  createFleet(
    request: FleetRequest,
    progress: Progress,
    signal?: AbortSignal,
  ): Promise<{ fleet: Fleet; ready: (clusterId: string) => Promise<Cluster> }>
  /** After a restart of the grader: joins the machines that still run. undefined when they are gone. */
  adoptFleet(request: {
    sessionId: string
    clusters: readonly ClusterRequest[]
  }): Promise<{ fleet: Fleet; ready: (clusterId: string) => Promise<Cluster> } | undefined>
  shortages(): Promise<Shortage[]>
  /** Sessions that still own machines here, for clean-up at start. */
  sessions(): Promise<string[]>
  /** Removes the machines of one session. */
  removeSession(sessionId: string): Promise<void>
}
