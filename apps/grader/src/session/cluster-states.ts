// What the page is told of each task's cluster: its state, the steps of its start, and why it did not come up.
import { AppError } from '@unflunk/shared/error'
import type { ClusterState } from '@unflunk/shared/session'
import type { StepUpdate } from '../lib/progress.ts'
import type { Fleet } from '../sandbox/fleet.ts'
import { withStep } from './change.ts'
import type { SessionCore } from './core.ts'
import { taskOf } from './state.ts'
import { stepOf } from './step-of.ts'

/** Machines that were started ahead may sleep by now. */
const UP = new Set<ClusterState>(['ready', 'frozen', 'thawing'])

export class ClusterStates {
  readonly #core: SessionCore
  /** Clusters that are up but not yet in their start state: "ready" would be too early a word. */
  readonly #settingUp = new Set<string>()

  constructor(core: SessionCore) {
    this.#core = core
  }

  listen(fleet: Fleet): void {
    fleet.onClusterState((task, state) => {
      const before = taskOf(this.#core.state, task)?.cluster.state
      if (state === 'frozen' && before !== 'frozen') {
        this.#core.record({ type: 'frozen', task, cluster: fleet.clusters.get(task)?.id ?? task })
      }
      this.show(task, state)
    })
  }

  begins(task: string): void {
    this.#settingUp.add(task)
  }

  isUp(task: string, state: ClusterState): void {
    this.#settingUp.delete(task)
    this.show(task, state)
    this.step({ id: task, title: `${this.#host(task)} is ready`, state: 'done' })
  }

  failed(task: string, error: unknown): void {
    this.#settingUp.delete(task)
    const before = taskOf(this.#core.state, task)?.cluster
    if (!before) return
    this.#core.logger.error(`${this.#host(task)} did not come up`, error)
    const why = error instanceof AppError ? error.message : 'The log of Unflunk tells why.'
    const message = `${why} It was tried twice. ${this.#next()}`
    this.#core.changeSoon({ type: 'cluster', task, cluster: { ...before, state: 'failed', message } })
    this.step({ id: task, title: this.#host(task), state: 'failed', message: why })
  }

  show(task: string, state: ClusterState): void {
    const before = taskOf(this.#core.state, task)?.cluster
    const shown = this.#settingUp.has(task) && UP.has(state) ? 'setting-up' : state
    if (!before || before.state === shown) return
    const { message: _, ...rest } = before
    this.#core.changeSoon({ type: 'cluster', task, cluster: { ...rest, state: shown } })
  }

  taskStep(task: string, update: StepUpdate): void {
    const before = taskOf(this.#core.state, task)?.cluster
    if (!before) return
    const steps = withStep(before.steps, stepOf(update, before.steps, this.#core.clock.now()))
    this.#core.changeSoon({ type: 'cluster', task, cluster: { ...before, steps } })
  }

  /** A step of the session; one that bears the id of a task is also a step of the task's cluster. */
  step(update: StepUpdate): void {
    const { steps } = this.#core.state
    this.#core.changeSoon({ type: 'step', step: stepOf(update, steps, this.#core.clock.now()) })
    if (taskOf(this.#core.state, update.id)) this.taskStep(update.id, update)
  }

  #host(task: string): string {
    return taskOf(this.#core.state, task)?.host ?? task
  }

  #next(): string {
    return this.#core.state.kind === 'exam'
      ? 'Go on with the other tasks: this one could not be checked and does not count.'
      : 'Reset it to try once more, or run "npm run unflunk -- sandbox doctor".'
  }
}
