// Brings the machines of a session up: `base` first, then each cluster in the order of need, set up as soon as it is ready.
import { AppError } from '@unflunk/shared/error'
import { createLimit } from '../lib/limit.ts'
import type { StepUpdate } from '../lib/progress.ts'
import { AWAKE_AFTER_SETUP, type Cluster, type ClusterRequest, type Fleet, type Sandbox } from '../sandbox/fleet.ts'
import { runSetup } from '../scenario/setup.ts'
import type { PreparedTask } from '../scenario/task.ts'
import { requireTask } from './allowed.ts'
import { ClusterStates } from './cluster-states.ts'
import type { SessionCore } from './core.ts'
import { shapeOf } from './draw.ts'
import { beginSshWaits, endSshWait } from './ssh-waits.ts'
import { type SessionState, type TaskState, tasksOn } from './state.ts'
import type { OpenedFleet, WarmFleet } from './warm-fleets.ts'

/** More at once only makes each of them slower on a small machine. */
const SETUPS_AT_ONCE = 2

/** What brings a cluster to its start state. */
export type Stage = Pick<PreparedTask, 'scenario' | 'setup' | 'needs'>

/** One for each task that has a cluster of its own; the others are guests there. */
export function clusterRequests(state: SessionState): ClusterRequest[] {
  return state.tasks
    .filter(({ guestOf }) => guestOf === undefined)
    .map(({ id, host, ...task }) => {
      const guests = tasksOn(state, id).filter((other) => other.id !== id)
      return { id, host, ...shapeOf(task), guests: guests.map((guest) => ({ id: guest.id, host: guest.host })) }
    })
}

export interface ComingUp {
  /** A task's cluster is awake and in its start state: later changes are told from what is there now. */
  begin(task: string): Promise<void>
  /** When it aborts the machines are left as they are. */
  readonly signal: AbortSignal
}

/** Where the machines go to work while the clusters are still coming up. */
export interface Building extends ComingUp {
  /** `base` is up: terminals can be opened. */
  furnish(fleet: Fleet): Promise<unknown>
}

interface Place extends ComingUp {
  readonly fleet: Fleet
}

export class Preparation {
  readonly #core: SessionCore
  readonly #sandbox: Sandbox
  readonly #prepared: ReadonlyMap<string, Stage>
  readonly #warm: WarmFleet | undefined
  readonly #states: ClusterStates
  readonly #limit = createLimit(SETUPS_AT_ONCE)
  readonly #ups = new Map<string, Promise<void>>()

  /** `warm`: machines that were started ahead, under this session's id and with its host. */
  constructor(core: SessionCore, sandbox: Sandbox, prepared: ReadonlyMap<string, Stage>, warm?: WarmFleet) {
    this.#warm = warm
    this.#core = core
    this.#sandbox = sandbox
    this.#prepared = prepared
    this.#states = new ClusterStates(core)
  }

  /** Resolves when `base` is up and furnished; `up` tells when a task is. Tried twice; then throws what went wrong. */
  async build(building: Building): Promise<void> {
    const { fleet, ready } = await this.#createFleet(building.signal)
    this.#states.listen(fleet)
    const furnished = beginSshWaits(
      fleet.base,
      this.#core.state.tasks.map(({ host }) => host),
    ).then(() => building.furnish(fleet))
    const place = { ...building, fleet }
    for (const tasks of this.#groups()) this.#follow(tasks, this.#bringUp(tasks, ready, furnished, place), place)
    await furnished
  }

  /** Resolves when the task can be worked on; rejects when its cluster did not come up. */
  async up(task: string): Promise<void> {
    await this.#ups.get(task)
  }

  /** An exam's clock runs when its first task can be worked on, a drill's when all can; practice has no clock to wait for. */
  async untilStart(): Promise<void> {
    const { kind, tasks, currentTask } = this.#core.state
    const awaited = { practice: [], exam: [currentTask], drill: tasks.map(({ id }) => id) }[kind]
    await Promise.all(awaited.map((task) => this.up(task)))
  }

  /** After a restart: the machines that still run; undefined when they are gone. Clusters that were still coming up are left to `goOn`. */
  async adopt(): Promise<Fleet | undefined> {
    const { state, id, logger } = this.#core
    const adopted = await this.#sandbox.adoptFleet({ sessionId: id, clusters: clusterRequests(state) })
    if (!adopted) return undefined
    this.#states.listen(adopted.fleet)
    await Promise.all(
      state.tasks.map(async ({ id: task, host, readyAt }) => {
        if (readyAt === undefined) return this.#states.begins(task)
        await adopted.ready(task).catch((error: unknown) => {
          logger.error(`${host} could not be joined again`, error)
          this.#core.notice('error', `${host} could not be joined again after a restart of Unflunk: its task cannot be worked on.`)
        })
        this.#states.show(task, adopted.fleet.clusters.get(task)?.state ?? 'failed')
      }),
    )
    return adopted.fleet
  }

  /** After `adopt`: what was half set up begins anew. */
  goOn(place: Place): void {
    const late = this.#groups().filter((tasks) => tasks.some((task) => this.#require(task).readyAt === undefined))
    const hosts = late.flat().map((task) => this.#require(task).host)
    this.#core.inBackground(beginSshWaits(place.fleet.base, hosts), 'tell base what is coming up')
    for (const tasks of late) this.#follow(tasks, this.#again(tasks, place), place)
  }

  /** Brings one cluster back to its start state (practice). */
  async reset(task: string, place: Place): Promise<void> {
    const work = this.#again([task], place)
    this.#follow([task], work, place)
    await work
  }

  async #createFleet(signal: AbortSignal): Promise<OpenedFleet> {
    const { state, id, logger } = this.#core
    const progress = (update: StepUpdate) => this.#clusterStep(update)
    const request = { sessionId: id, clusters: clusterRequests(state), style: state.drill?.style ?? 'ssh' }
    const create = () => this.#sandbox.createFleet(request, progress, signal)
    try {
      return await (this.#warm ? this.#warm.take(progress, signal) : create())
    } catch (error) {
      signal.throwIfAborted()
      logger.warn(`the machines of ${id} are built a second time`, error)
      this.#core.notice('warning', 'The machines did not come up at the first try; trying once more.')
      await this.#core.change({ type: 'preparing-again' })
      return await create()
    }
  }

  /** The tasks of each cluster, in the order in which they are brought up. */
  #groups(): string[][] {
    return clusterRequests(this.#core.state).map(({ id, guests = [] }) => [id, ...guests.map((guest) => guest.id)])
  }

  async #bringUp(
    tasks: readonly string[],
    ready: (id: string) => Promise<Cluster>,
    furnished: Promise<unknown>,
    place: Place,
  ): Promise<void> {
    try {
      await Promise.all([...tasks.map(ready), furnished])
      await this.#setUp(tasks, place)
    } catch (error) {
      place.signal.throwIfAborted()
      this.#core.logger.warn(`the cluster of ${tasks.join(', ')} (${this.#core.id}) is brought up once more from its snapshot`, error)
      await this.#again(tasks, place)
    }
  }

  async #again(tasks: readonly string[], place: Place): Promise<void> {
    for (const task of tasks) this.#states.begins(task)
    await clusterOf(tasks, place).reset((update) => this.#tell(tasks, update), place.signal)
    await this.#setUp(tasks, place)
  }

  /** Tasks that share a cluster are set up one after another, and are ready together. */
  async #setUp(tasks: readonly string[], place: Place): Promise<void> {
    const cluster = clusterOf(tasks, place)
    await this.#limit(async () => {
      const lease = await cluster.acquire('setup', place.signal)
      try {
        for (const task of tasks) await this.#runSetup(task, place)
        for (const task of tasks) await place.begin(task)
      } finally {
        lease.release(AWAKE_AFTER_SETUP)
      }
    })
    place.signal.throwIfAborted()
    const at = this.#core.clock.now()
    await Promise.all(tasks.map((task) => this.#core.change({ type: 'task-ready', task, at })))
    for (const task of tasks) this.#states.isUp(task, cluster.state)
  }

  async #runSetup(task: string, place: Place): Promise<void> {
    const prepared = this.#prepared.get(task)
    if (!prepared) return
    const cluster = clusterOf([task], place)
    this.#states.show(task, 'setting-up')
    this.#states.step({ id: task, title: `Setting up the task on ${cluster.host}`, state: 'running' })
    const progress = (update: StepUpdate) => this.#states.taskStep(task, update)
    await runSetup({ task: prepared, cluster, clock: this.#core.clock, progress, signal: place.signal })
  }

  /** Whoever asks for a task waits for this work; how it fails is told, since nobody may ask. */
  #follow(tasks: readonly string[], work: Promise<void>, { fleet, signal }: Place): void {
    for (const task of tasks) {
      this.#states.begins(task)
      this.#states.show(task, fleet.clusters.get(task)?.state ?? 'waiting')
      this.#ups.set(task, work)
      const settled = work
        .catch((error: unknown) => {
          if (!signal.aborted) this.#states.failed(task, error)
        })
        .then(() => (signal.aborted ? undefined : endSshWait(fleet.base, this.#require(task).host)))
      this.#core.inBackground(settled, 'let ssh go on')
    }
  }

  /** Of a cluster, or of a machine that all share. */
  #clusterStep(update: StepUpdate): void {
    this.#states.step(update)
    const guests = tasksOn(this.#core.state, update.id).filter(({ id }) => id !== update.id)
    for (const { id, host } of guests) this.#states.step({ ...update, id, title: host })
  }

  #tell(tasks: readonly string[], update: StepUpdate): void {
    for (const task of tasks) this.#states.taskStep(task, update)
  }

  #require(task: string): TaskState {
    return requireTask(this.#core.state, task)
  }
}

function clusterOf([first = '']: readonly string[], { fleet }: Place): Cluster {
  const cluster = fleet.clusters.get(first)
  if (!cluster) throw new AppError('cluster-unavailable', `The cluster of ${first} is gone.`)
  return cluster
}
