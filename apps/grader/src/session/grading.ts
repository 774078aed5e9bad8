// Grades the tasks of one session: in the background when a task is left, all at once at the end, one at a time in practice.

import type { Check } from '@unflunk/shared/check'
import { AppError } from '@unflunk/shared/error'
import { type ShownCheck, scoreOf, type TaskGrade, type Verdict } from '@unflunk/shared/grading'
import { gradeTask } from '../grading/grade.ts'
import { createLimit } from '../lib/limit.ts'
import type { Cluster, Fleet } from '../sandbox/fleet.ts'
import type { PreparedTask } from '../scenario/task.ts'
import type { SessionCore } from './core.ts'
import type { Effects } from './effects.ts'
import { taskOf } from './state.ts'

/** The candidate is at work meanwhile: one silent grade at a time is enough load. */
const SILENT_AT_ONCE = 1

export function shownChecks(task: PreparedTask): ShownCheck[] {
  return task.checks.map(({ id, says, points, guard }) => ({ id, says, points, guard }))
}

export class Grading {
  readonly #core: SessionCore
  readonly #fleet: Fleet
  readonly #prepared: ReadonlyMap<string, PreparedTask>
  readonly #effects: Effects
  readonly #silentLimit = createLimit(SILENT_AT_ONCE)
  readonly #silent = new Map<string, AbortController>()
  #practice: AbortController | undefined

  constructor(core: SessionCore, fleet: Fleet, prepared: ReadonlyMap<string, PreparedTask>, effects: Effects) {
    this.#core = core
    this.#fleet = fleet
    this.#prepared = prepared
    this.#effects = effects
  }

  /** A task was left: its grade at this moment is stored unseen. A newer visit's grade replaces one that is still under way. */
  gradeSilently(task: string): void {
    this.#silent.get(task)?.abort()
    const abort = new AbortController()
    this.#silent.set(task, abort)
    const work = this.#silentLimit(async () => {
      if (abort.signal.aborted) return
      const grade = await this.#grade(task, this.#require(task).checks, abort.signal)
      await this.#core.storage.addGrade(this.#core.id, { task, kind: 'silent', grade })
      const failed = grade.verdicts.flatMap((verdict) => (verdict.outcome === 'fail' ? [verdict.checkId] : []))
      this.#core.record({ type: 'silent-grade', task, points: grade.points, of: grade.of, failed })
    })
    work
      .catch((error: unknown) => {
        if (!abort.signal.aborted) this.#core.logger.warn(`no silent grade of ${task} (${this.#core.id})`, error)
      })
      .finally(() => {
        if (this.#silent.get(task) === abort) this.#silent.delete(task)
      })
  }

  /** Practice: an older request for a grade is answered with `cancelled`. */
  async gradeNow(task: string): Promise<TaskGrade> {
    this.cancel('A newer request to grade replaced this one.')
    const practice = new AbortController()
    this.#practice = practice
    this.#effects.look(task)
    const grade = await this.#gradeWithRetry(task, practice.signal, () => {})
    this.#tell(task, grade)
    await this.#core.storage.addGrade(this.#core.id, { task, kind: 'practice', grade })
    this.#core.feed.publish({ type: 'graded', task, grade })
    return grade
  }

  /** The end of the attempt: all tasks in parallel, each stored as it is done, under one progress over all checks. */
  async gradeAll(signal: AbortSignal): Promise<void> {
    this.stopSilent()
    const tasks = [...this.#prepared.keys()]
    const total = [...this.#prepared.values()].reduce((sum, task) => sum + task.checks.length, 0)
    let done = 0
    this.#core.changeSoon({ type: 'grade-progress', done, total })
    await Promise.all(
      tasks.map(async (task) => {
        const counted = new Set<string>()
        const grade = await this.#finalGrade(task, signal, ({ checkId }) => {
          if (counted.has(checkId)) return // a retried check was counted at its first try
          counted.add(checkId)
          this.#core.changeSoon({ type: 'grade-progress', done: ++done, total })
        })
        this.#tell(task, grade)
        await this.#core.storage.addGrade(this.#core.id, { task, kind: 'final', grade })
      }),
    )
  }

  /** Grades again what could not be checked in the final grades given. */
  async retry(grades: ReadonlyMap<string, TaskGrade>, signal: AbortSignal): Promise<void> {
    await Promise.all(
      [...grades].map(async ([task, grade]) => {
        if (!grade.verdicts.some(({ outcome }) => outcome === 'error')) return
        const better = await this.#retryErrors(task, grade, signal, () => {})
        this.#tell(task, better)
        await this.#core.storage.addGrade(this.#core.id, { task, kind: 'final', grade: better })
      }),
    )
  }

  stopSilent(): void {
    for (const abort of this.#silent.values()) abort.abort()
  }

  /** A grade that somebody waits for in practice is answered with this reason. */
  cancel(reason: string): void {
    this.#practice?.abort(new AppError('cancelled', reason))
  }

  dispose(): void {
    this.stopSilent()
    this.cancel('The attempt has ended.')
  }

  #require(task: string): PreparedTask {
    const prepared = this.#prepared.get(task)
    if (!prepared) throw new AppError('not-found', `There is no task ${task}.`)
    return prepared
  }

  #cluster(task: string): Cluster {
    const cluster = this.#fleet.clusters.get(task)
    if (!cluster) throw new AppError('cluster-unavailable', `The cluster of task ${task} is gone.`)
    return cluster
  }

  #grade(task: string, checks: readonly Check[], signal: AbortSignal, onVerdict?: (verdict: Verdict) => void): Promise<TaskGrade> {
    const cluster = this.#cluster(task)
    const clusters = new Map([...this.#fleet.clusters.values()].map((one) => [one.id, one])) // each once, whoever shares it
    const others = [...clusters.values()].filter((other) => other.id !== cluster.id)
    const since = taskOf(this.#core.state, task)?.readyAt
    const request = { checks, cluster, others, clock: this.#core.clock, signal }
    return gradeTask({ ...request, ...(since === undefined ? {} : { since }), ...(onVerdict ? { onVerdict } : {}) })
  }

  /** The files are looked at before the checks begin: some checks write. */
  async #finalGrade(task: string, signal: AbortSignal, onVerdict: (verdict: Verdict) => void): Promise<TaskGrade> {
    const lease = await this.#cluster(task)
      .acquire('final grade', signal)
      .catch((error: unknown) => {
        signal.throwIfAborted()
        this.#core.logger.error(`the cluster of ${task} could not be woken for its grade`, error) // each check tells it as its error
        return undefined
      })
    try {
      if (lease) {
        await this.#effects.lookNow(task).catch((error: unknown) => this.#core.logger.warn(`no last look at the files of ${task}`, error))
      }
      return await this.#gradeWithRetry(task, signal, onVerdict)
    } finally {
      lease?.release()
    }
  }

  async #gradeWithRetry(task: string, signal: AbortSignal, onVerdict: (verdict: Verdict) => void): Promise<TaskGrade> {
    const grade = await this.#grade(task, this.#require(task).checks, signal, onVerdict)
    return await this.#retryErrors(task, grade, signal, onVerdict)
  }

  /** Our own failures get a second chance; what was judged already stands. */
  async #retryErrors(task: string, grade: TaskGrade, signal: AbortSignal, onVerdict: (verdict: Verdict) => void): Promise<TaskGrade> {
    const { checks } = this.#require(task)
    const errors = new Set(grade.verdicts.flatMap((verdict) => (verdict.outcome === 'error' ? [verdict.checkId] : [])))
    if (errors.size === 0) return grade
    const again = await this.#grade(
      task,
      checks.filter(({ id }) => errors.has(id)),
      signal,
      onVerdict,
    )
    const newer = new Map(again.verdicts.map((verdict) => [verdict.checkId, verdict]))
    const verdicts = grade.verdicts.map((verdict) => newer.get(verdict.checkId) ?? verdict)
    return { verdicts, ...scoreOf(checks, verdicts), at: again.at }
  }

  #tell(task: string, grade: TaskGrade): void {
    const says = new Map(this.#require(task).checks.map((check) => [check.id, check.says]))
    for (const verdict of grade.verdicts) {
      const first = verdict.outcome === 'fail' ? verdict.mismatches.find(({ nearMiss, hint }) => nearMiss ?? hint) : undefined
      this.#core.record({
        type: 'check-finished',
        task,
        checkId: verdict.checkId,
        outcome: verdict.outcome,
        says: says.get(verdict.checkId) ?? '',
        ...(first?.nearMiss === undefined ? {} : { nearMiss: first.nearMiss }),
        ...(first?.hint === undefined ? {} : { hint: first.hint }),
      })
    }
    this.#core.record({ type: 'graded', task, points: grade.points, of: grade.of })
  }
}
