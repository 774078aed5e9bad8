// Brings the machines of a session up: `base` and a cluster per task, each set up as soon as it is ready.
import type { ClusterState } from '@unflunk/shared/session'
import { createLimit } from '../lib/limit.ts'
import type { StepUpdate } from '../lib/progress.ts'
import type { Cluster, ClusterRequest, Fleet, Sandbox } from '../sandbox/fleet.ts'
import { runSetup } from '../scenario/setup.ts'
import type { PreparedTask } from '../scenario/task.ts'
import { withStep } from './change.ts'
import type { SessionCore } from './core.ts'
import { shapeOf } from './draw.ts'
import { type SessionState, taskOf } from './state.ts'
import { stepOf } from './step-of.ts'

/** More at once only makes each of them slower on a small machine. */
const SETUPS_AT_ONCE = 2

/** What brings a cluster to its start state. */
export type Stage = Pick<PreparedTask, 'scenario' | 'setup' | 'needs'>

export function clusterRequests(state: SessionState): ClusterRequest[] {
  return state.tasks.map((task) => ({ id: task.id, host: task.host, ...shapeOf(task) }))
}

/** Where the machines go to work while the clusters are still coming up. */
export interface Furnishing {
  /** `base` is up: terminals can be opened. */
  furnish(fleet: Fleet): Promise<void>
  /** These machines are about to be removed. */
  clear(): Promise<void>
}

export class Preparation {
  readonly #core: SessionCore
  readonly #sandbox: Sandbox
  readonly #prepared: ReadonlyMap<string, Stage>
  /** Clusters that are up but not yet in their start state: "ready" would be too early a word. */
  readonly #settingUp = new Set<string>()
  readonly #limit = createLimit(SETUPS_AT_ONCE)

  constructor(core: SessionCore, sandbox: Sandbox, prepared: ReadonlyMap<string, Stage>) {
    this.#core = core
    this.#sandbox = sandbox
    this.#prepared = prepared
  }

  /**
   * Resolves when every task can be worked on. Tried twice; then throws what
   * went wrong, with all machines removed. When the signal aborts they are left.
   */
  async build(room: Furnishing, signal: AbortSignal): Promise<Fleet> {
    try {
      return await this.#buildOnce(room, signal)
    } catch (error) {
      signal.throwIfAborted()
      this.#core.logger.warn(`the machines of ${this.#core.id} are built a second time`, error)
      this.#core.notice('warning', 'The machines did not come up at the first try; trying once more.')
      await this.#core.change({ type: 'preparing-again' })
    }
    return await this.#buildOnce(room, signal)
  }

  /** After a restart: the machines that still run; undefined when they are gone. */
  async adopt(): Promise<Fleet | undefined> {
    const adopted = await this.#sandbox.adoptFleet({ sessionId: this.#core.id, clusters: clusterRequests(this.#core.state) })
    if (!adopted) return undefined
    this.#listen(adopted.fleet)
    await Promise.all(
      [...adopted.fleet.clusters].map(([id, { host }]) =>
        adopted.ready(id).catch((error: unknown) => {
          this.#core.logger.error(`${host} could not be joined again`, error)
          this.#core.notice('error', `${host} could not be joined again after a restart of Unflunk: its task cannot be worked on.`)
        }),
      ),
    )
    for (const [id, cluster] of adopted.fleet.clusters) this.#showCluster(id, cluster.state)
    return adopted.fleet
  }

  /** Brings one cluster back to its start state (practice). */
  async reset(task: string, cluster: Cluster, signal: AbortSignal): Promise<void> {
    this.#settingUp.add(task)
    try {
      await cluster.reset((update) => this.#taskStep(task, update), signal)
      await this.#setUp(task, cluster, signal)
    } finally {
      this.#settingUp.delete(task)
      this.#showCluster(task, cluster.state)
    }
  }

  async #buildOnce(room: Furnishing, signal: AbortSignal): Promise<Fleet> {
    const failed = new AbortController()
    const either = AbortSignal.any([signal, failed.signal])
    for (const { id } of this.#core.state.tasks) this.#settingUp.add(id)
    const style = this.#core.state.drill?.style ?? 'ssh'
    const request = { sessionId: this.#core.id, clusters: clusterRequests(this.#core.state), style }
    const { fleet, ready } = await this.#sandbox.createFleet(request, (update) => this.#step(update), either)
    this.#listen(fleet)
    const work = [room.furnish(fleet), ...request.clusters.map(({ id }) => this.#bringUp(id, ready, either))]
    try {
      await Promise.all(work)
    } catch (error) {
      failed.abort(error) // the others stop before their machines are taken away
      await Promise.allSettled(work)
      signal.throwIfAborted() // whoever stopped us knows what becomes of the machines
      await room.clear()
      await fleet.dispose()
      throw error
    }
    return fleet
  }

  async #bringUp(task: string, ready: (id: string) => Promise<Cluster>, signal: AbortSignal): Promise<void> {
    const cluster = await ready(task)
    await this.#limit(async () => {
      try {
        await this.#setUp(task, cluster, signal)
      } catch (error) {
        signal.throwIfAborted()
        this.#core.logger.warn(`the setup on ${cluster.host} is tried once more from its snapshot`, error)
        await cluster.reset((update) => this.#taskStep(task, update), signal)
        await this.#setUp(task, cluster, signal)
      }
    })
    this.#settingUp.delete(task)
    this.#showCluster(task, cluster.state)
    this.#step({ id: task, title: `${cluster.host} is ready`, state: 'done' })
  }

  async #setUp(task: string, cluster: Cluster, signal: AbortSignal): Promise<void> {
    const prepared = this.#prepared.get(task)
    if (!prepared) return
    this.#showCluster(task, 'setting-up')
    this.#step({ id: task, title: `Setting up the task on ${cluster.host}`, state: 'running' })
    const progress = (update: StepUpdate) => this.#taskStep(task, update)
    await runSetup({ task: prepared, cluster, clock: this.#core.clock, progress, signal })
    this.#core.changeSoon({ type: 'task-ready', task, at: this.#core.clock.now() })
  }

  #listen(fleet: Fleet): void {
    fleet.onClusterState((id, state) => {
      const before = taskOf(this.#core.state, id)?.cluster.state
      if (state === 'frozen' && before !== 'frozen') this.#core.record({ type: 'frozen', task: id, cluster: id })
      this.#showCluster(id, state)
    })
  }

  #showCluster(task: string, state: ClusterState): void {
    const before = taskOf(this.#core.state, task)?.cluster
    const shown = this.#settingUp.has(task) && state === 'ready' ? 'setting-up' : state
    if (!before || before.state === shown) return
    this.#core.changeSoon({ type: 'cluster', task, cluster: { ...before, state: shown } })
  }

  #taskStep(task: string, update: StepUpdate): void {
    const before = taskOf(this.#core.state, task)?.cluster
    if (!before) return
    const steps = withStep(before.steps, stepOf(update, before.steps, this.#core.clock.now()))
    this.#core.changeSoon({ type: 'cluster', task, cluster: { ...before, steps } })
  }

  #step(update: StepUpdate): void {
    const { steps } = this.#core.state
    this.#core.changeSoon({ type: 'step', step: stepOf(update, steps, this.#core.clock.now()) })
    if (taskOf(this.#core.state, update.id)) this.#taskStep(update.id, update)
  }
}
