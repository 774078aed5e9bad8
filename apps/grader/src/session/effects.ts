// Records what changed on the machines of each task, for the habit report: objects while the cluster is awake, files at each look.

import type { SeenChange } from '../drills/judge.ts'
import { FileLooks } from '../habits/look-at-files.ts'
import { watchObjects } from '../habits/watch-objects.ts'
import type { Cluster, Fleet } from '../sandbox/fleet.ts'
import type { KubeObject } from '../sandbox/kube.ts'
import type { SessionCore } from './core.ts'

/** Told of every change of an object, beside the log. */
export type ChangeListener = (change: SeenChange, object: KubeObject) => void

export class Effects {
  readonly #core: SessionCore
  readonly #fleet: Fleet
  readonly #looks: FileLooks
  readonly #watches = new Map<string, AbortController>()
  readonly #onChange: ChangeListener | undefined

  /** With `onChange` (a drill) files are not looked at: nobody asks for them, and the machines have better things to do. */
  constructor(core: SessionCore, fleet: Fleet, onChange?: ChangeListener) {
    this.#core = core
    this.#onChange = onChange
    this.#fleet = fleet
    this.#looks = new FileLooks((body) => core.record(body))
  }

  /** The cluster must be awake and its task set up: what is there now is the start state. Does nothing when it is watched already. */
  async begin(task: string): Promise<void> {
    const cluster = this.#fleet.clusters.get(task)
    if (!cluster || this.#watches.has(task)) return
    const watch = new AbortController()
    this.#watches.set(task, watch)
    // Not measured is better than a failed exam: the report says so by having nothing to say.
    const looked = this.#lookAtAll(task, cluster).catch((error: unknown) => {
      if (!watch.signal.aborted) this.#core.logger.warn(`the files of ${cluster.host} were not looked at`, error)
    })
    const watched = this.#watch(task, cluster, watch.signal).catch((error: unknown) => {
      if (!watch.signal.aborted) this.#core.logger.warn(`changes on ${cluster.host} are not recorded yet`, error)
      if (this.#watches.get(task) === watch) this.#watches.delete(task) // the next time it is woken is the next try
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
    this.#watches.get(task)?.abort()
    this.#watches.delete(task)
    this.#looks.forget(task)
  }

  dispose(): void {
    for (const watch of this.#watches.values()) watch.abort()
    this.#watches.clear()
  }

  #watch(task: string, cluster: Cluster, signal: AbortSignal): Promise<void> {
    return watchObjects(
      {
        kube: cluster.kube,
        cluster: cluster.id,
        task,
        clock: this.#core.clock,
        record: (body, object) => {
          this.#core.record(body)
          this.#onChange?.({ ...body, task }, object)
        },
        onError: (error, kind) => this.#core.logger.warn(`${kind.kind} objects on ${cluster.host} are no longer watched`, error),
      },
      signal,
    )
  }

  async #lookAtAll(task: string, cluster: Cluster): Promise<void> {
    if (this.#onChange) return
    const machines = Object.entries(cluster.machines)
    // The control plane goes by its ssh name in the log, the other nodes by theirs.
    const named = machines.map(([node, machine]) => [node === 'controlplane' ? cluster.host : node, machine] as const)
    await Promise.all(named.map(([host, machine]) => this.#looks.look(task, host, machine)))
  }
}
