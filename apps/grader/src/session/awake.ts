// Keeps clusters awake for as long as somebody needs them: the open task, a running ssh, a grade. The others freeze and cost nothing.
import type { AwakeLease, Cluster } from '../sandbox/fleet.ts'
import type { SessionCore } from './core.ts'
import { taskOf } from './state.ts'

const TRIES = 4
const FIRST_PAUSE_MS = 1_000
/** The reason of the task whose page is open: its time is the one that counts. */
export const OPEN = 'open'

interface Need {
  readonly letGo: AbortController
  lease?: AwakeLease
}

export interface AwakeParts {
  readonly clusters: ReadonlyMap<string, Cluster>
  readonly up: (task: string) => Promise<void>
  readonly onAwake: (task: string) => void
}

export class Awake {
  readonly #core: SessionCore
  readonly #clusters: ReadonlyMap<string, Cluster>
  readonly #up: (task: string) => Promise<void>
  readonly #onAwake: (task: string) => void
  readonly #needs = new Map<string, Need>()
  readonly #stop = new AbortController()

  /**
   * `up` brings a cluster's start forward and resolves when its task can be worked on. `onAwake` is told whenever a cluster has become reachable for
   * somebody who needs it.
   */
  constructor(core: SessionCore, { clusters, up, onAwake }: AwakeParts) {
    this.#core = core
    this.#clusters = clusters
    this.#up = up
    this.#onAwake = onAwake
  }

  /** Wakes the task's cluster and keeps it awake until `letGo` with the same reason. Returns at once. */
  hold(task: string, reason: string): void {
    const key = `${task} ${reason}`
    const cluster = this.#clusters.get(task)
    if (!cluster || this.#needs.has(key) || this.#stop.signal.aborted) return
    const need: Need = { letGo: new AbortController() }
    this.#needs.set(key, need)
    this.#core.inBackground(this.#wake(task, reason, cluster, need), `wake ${cluster.host}`)
  }

  /** The sandbox may freeze the cluster some time after its last reason is gone. */
  letGo(task: string, reason: string): void {
    this.#end(`${task} ${reason}`)
  }

  dispose(): void {
    this.#stop.abort()
    for (const key of [...this.#needs.keys()]) this.#end(key)
  }

  #end(key: string): void {
    const need = this.#needs.get(key)
    this.#needs.delete(key)
    need?.letGo.abort()
    need?.lease?.release()
  }

  async #wake(task: string, reason: string, cluster: Cluster, need: Need): Promise<void> {
    const { clock } = this.#core
    const signal = AbortSignal.any([need.letGo.signal, this.#stop.signal])
    if (taskOf(this.#core.state, task)?.readyAt === undefined && !(await this.#untilUp(task, reason, signal))) {
      const key = `${task} ${reason}`
      if (this.#needs.get(key) === need) this.#needs.delete(key) // the next visit asks again
      return
    }
    const began = clock.now()
    const wasFrozen = cluster.state === 'frozen'
    for (let attempt = 1; ; attempt++) {
      try {
        const lease = await cluster.acquire(reason, signal)
        if (signal.aborted) return lease.release()
        need.lease = lease
        if (wasFrozen) this.#core.record({ type: 'thawed', task, cluster: cluster.id, ms: clock.now() - began })
        if (attempt > 1) this.#giveBack(task, clock.now() - began)
        return this.#onAwake(task)
      } catch (error) {
        if (signal.aborted) return
        this.#core.logger.warn(`${cluster.host} could not be woken (try ${attempt} of ${TRIES})`, error)
        if (attempt === TRIES) return this.#giveUp(task, cluster, began, `${task} ${reason}`)
        const aborted = await clock.sleep(FIRST_PAUSE_MS * attempt, signal).then(
          () => false,
          () => true,
        )
        if (aborted) return
      }
    }
  }

  /**
   * A cluster that is still coming up when its task is opened costs time that is ours to give back, whether the candidate waits or goes on
   * with another task. false: nobody waits any more, or in vain.
   */
  async #untilUp(task: string, reason: string, signal: AbortSignal): Promise<boolean> {
    const began = this.#core.clock.now()
    const giveBack = () => reason === OPEN && this.#giveBack(task, this.#core.clock.now() - began)
    const left = Promise.withResolvers<boolean>()
    const leave = () => {
      giveBack() // at once: in a moment another task is the open one
      left.resolve(false)
    }
    signal.addEventListener('abort', leave, { once: true })
    const isUp = this.#up(task).then(
      () => true,
      () => false, // its own words say so
    )
    const came = await Promise.race([isUp, left.promise])
    signal.removeEventListener('abort', leave)
    if (signal.aborted) return false
    giveBack()
    return came
  }

  #giveUp(task: string, cluster: Cluster, began: number, key: string): void {
    this.#needs.delete(key) // the next visit tries again
    this.#giveBack(task, this.#core.clock.now() - began)
    this.#core.notice(
      'error',
      `${cluster.host} could not be woken; the time was given back. Open the task again to retry, or go on with another.`,
    )
  }

  /** Only the time of the task that is being worked on was lost. */
  #giveBack(task: string, ms: number): void {
    const { state } = this.#core
    if (state.phase !== 'running' || state.currentTask !== task || ms <= 0) return
    this.#core.changeSoon({ type: 'credited', ms })
  }
}
