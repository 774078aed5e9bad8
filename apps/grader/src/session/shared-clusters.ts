// Whose a change on a cluster is where several tasks live on it: the task's that owns the namespace, else of the one that is worked on.
import type { HabitEvent, HabitEventBody } from '@unflunk/shared/habits'
import type { SessionCore } from './core.ts'
import { taskOf, tasksOn } from './state.ts'

/** What looks at machines tell beyond the start state. */
const DIFFERENCES = ['file-changed', 'unit-seen', 'setting-seen', 'process-older', 'manifest-seen'] as const
type Difference = Extract<HabitEventBody, { type: (typeof DIFFERENCES)[number] }>

const isDifference = <T extends { type: string }>(event: T): event is T & Difference => DIFFERENCES.some((type) => type === event.type)

/** A cluster bears the id of its first task, and its machines are looked at under that task's name alone: what one look has told no other tells again. */
export class SharedClusters {
  readonly #core: Pick<SessionCore, 'state'>
  readonly #namespaces: ReadonlyMap<string, ReadonlySet<string>>
  /** Who was at work when the machines of a cluster were last looked at. */
  readonly #workers = new Map<string, string>()

  /** `namespaces`: those that each task owns. */
  constructor(core: Pick<SessionCore, 'state'>, namespaces: ReadonlyMap<string, ReadonlySet<string>>) {
    this.#core = core
    this.#namespaces = namespaces
  }

  whose(cluster: string, namespace: string | undefined): string {
    const tasks = tasksOn(this.#core.state, cluster)
    const owner = namespace === undefined ? undefined : tasks.find(({ id }) => this.#namespaces.get(id)?.has(namespace))
    return owner?.id ?? this.#worker(cluster, cluster)
  }

  /** A look begins, for the sake of this task. */
  looks(cluster: string, task: string): void {
    this.#workers.set(cluster, this.#worker(cluster, task))
  }

  /** As it is recorded: under the name of the task that was worked on. */
  told(body: HabitEventBody): HabitEventBody {
    const worker = isDifference(body) && body.task !== undefined ? this.#workers.get(body.task) : undefined
    return worker === undefined ? body : this.#renamed(body, worker)
  }

  /** A recorded event as the looks knew it. */
  asLooked(event: HabitEvent): HabitEvent {
    const cluster = isDifference(event) ? taskOf(this.#core.state, event.task ?? '')?.guestOf : undefined
    return cluster === undefined ? event : this.#renamed(event, cluster)
  }

  #worker(cluster: string, otherwise: string): string {
    const { currentTask } = this.#core.state
    return tasksOn(this.#core.state, cluster).some(({ id }) => id === currentTask) ? currentTask : otherwise
  }

  /** The control plane goes by the name of the task, the other machines by their own. */
  #renamed<T extends HabitEventBody>(event: T, task: string): T {
    const hostOf = (id: string | undefined) => taskOf(this.#core.state, id ?? '')?.host
    const host = 'host' in event && event.host === hostOf(event.task) ? hostOf(task) : undefined
    return { ...event, task, ...(host === undefined ? {} : { host }) }
  }
}
