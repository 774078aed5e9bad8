// Records what changed on the machines of each task, for the habit report: objects while the cluster is awake, the machines at each look.
import type { HabitEvent } from '@unflunk/shared/habits'
import type { SeenChange } from '../drills/judge.ts'
import { MachineLooks } from '../habits/look-at-machine.ts'
import { type Remembered, remember } from '../habits/missed-changes.ts'
import { watchObjects } from '../habits/watch-objects.ts'
import type { Cluster, Fleet } from '../sandbox/fleet.ts'
import type { KubeObject } from '../sandbox/kube.ts'
import type { SessionCore } from './core.ts'
import type { SharedClusters } from './shared-clusters.ts'

/** Told of every change of an object, beside the log. */
export type ChangeListener = (change: SeenChange, object: KubeObject) => void

export class Effects {
  readonly #core: SessionCore
  readonly #fleet: Fleet
  readonly #shared: SharedClusters
  readonly #looks: MachineLooks
  /** What the log knows of each cluster that has not been watched since the grader was started. */
  readonly #remembered = new Map<string, Remembered>()
  /** By cluster. */
  readonly #watches = new Map<string, AbortController>()
  readonly #onChange: ChangeListener | undefined

  /** With `onChange` (a drill) files are not looked at: nobody asks for them, and the machines have better things to do. */
  constructor(core: SessionCore, fleet: Fleet, shared: SharedClusters, onChange?: ChangeListener) {
    this.#core = core
    this.#onChange = onChange
    this.#fleet = fleet
    this.#shared = shared
    const past = pastOf(core.past)
    this.#looks = new MachineLooks(
      (body) => core.record(shared.told(body)),
      past.map((event) => shared.asLooked(event)),
    )
    for (const { id } of fleet.clusters.values()) {
      const remembered = remember(past, id)
      if (remembered) this.#remembered.set(id, remembered)
    }
  }

  /** The cluster must be awake and all its tasks set up: what is there now is the start state. Does nothing when it is watched already. */
  async begin(task: string): Promise<void> {
    const cluster = this.#fleet.clusters.get(task)
    if (!cluster || this.#watches.has(cluster.id)) return
    const watch = new AbortController()
    this.#watches.set(cluster.id, watch)
    // Not measured is better than a failed exam: the report says so by having nothing to say.
    const looked = this.#lookAtAll(task, cluster).catch((error: unknown) => {
      if (!watch.signal.aborted) this.#core.logger.warn(`the files of ${cluster.host} were not looked at`, error)
    })
    const watched = this.#watch(cluster, watch.signal).catch((error: unknown) => {
      if (!watch.signal.aborted) this.#core.logger.warn(`changes on ${cluster.host} are not recorded yet`, error)
      if (this.#watches.get(cluster.id) === watch) this.#watches.delete(cluster.id) // the next time it is woken is the next try
      watch.abort()
    })
    await Promise.all([looked, watched])
  }

  /** Looks at the files of a task's machines in the background: when it is opened and when it is left. */
  look(task: string): void {
    const cluster = this.#fleet.clusters.get(task)
    if (!cluster || cluster.state === 'frozen') return // nobody can have changed anything since
    this.#core.inBackground(this.lookNow(task), `look at the files of ${cluster.host}`)
  }

  /** The same, awaited: before the final grade. `base` belongs to no task. */
  async lookNow(task: string): Promise<void> {
    const cluster = this.#fleet.clusters.get(task)
    if (!cluster) return
    await Promise.all([this.#lookAtAll(task, cluster), this.#looks.look(undefined, this.#fleet.base.name, this.#fleet.base)])
  }

  /** Before a cluster is reset: its way back to the start is not the candidate's work. */
  forget(task: string): void {
    const cluster = this.#fleet.clusters.get(task)?.id ?? task
    this.#watches.get(cluster)?.abort()
    this.#watches.delete(cluster)
    this.#looks.forget(cluster)
    this.#remembered.delete(cluster)
  }

  dispose(): void {
    for (const watch of this.#watches.values()) watch.abort()
    this.#watches.clear()
  }

  async #watch(cluster: Cluster, signal: AbortSignal): Promise<void> {
    await watchObjects(
      {
        kube: cluster.kube,
        cluster: cluster.id,
        task: cluster.id,
        whose: (namespace) => this.#shared.whose(cluster.id, namespace),
        clock: this.#core.clock,
        remembered: this.#remembered.get(cluster.id),
        record: (body, object) => {
          this.#core.record(body)
          if (object && body.type === 'object-changed') this.#onChange?.({ ...body, task: body.task ?? cluster.id }, object)
        },
        onError: (error, kind) => this.#core.logger.warn(`${kind.kind} objects on ${cluster.host} are no longer watched`, error),
      },
      signal,
    )
    this.#remembered.delete(cluster.id)
  }

  async #lookAtAll(task: string, cluster: Cluster): Promise<void> {
    if (this.#onChange) return
    this.#shared.looks(cluster.id, task)
    const machines = Object.entries(cluster.machines)
    const { host } = this.#fleet.clusters.get(cluster.id) ?? cluster
    // The control plane goes by its ssh name in the log, the other nodes by theirs.
    const named = machines.map(([node, machine]) => [node === 'controlplane' ? host : node, machine] as const)
    await Promise.all(named.map(([name, machine]) => this.#looks.look({ task: cluster.id, kube: cluster.kube }, name, machine)))
  }
}

/** Before the clock began there was nothing to miss, and machines that were built anew have another start. */
function pastOf(log: readonly HabitEvent[]): readonly HabitEvent[] {
  return log.some(({ type }) => type === 'started') ? log : []
}
