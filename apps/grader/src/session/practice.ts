// What only practice offers while it runs: a grade at once, a fresh cluster, hints and solutions.
import { AppError } from '@unflunk/shared/error'
import type { ShownCheck, TaskGrade } from '@unflunk/shared/grading'
import type { ShownSolution } from '@unflunk/shared/scenario'
import type { PreparedTask } from '../scenario/task.ts'
import { requirePractice, requireRunning, requireTask } from './allowed.ts'
import { OPEN } from './awake.ts'
import type { SessionCore } from './core.ts'
import { shownChecks } from './grading.ts'
import type { Preparation } from './preparation.ts'
import type { Room } from './room.ts'

export interface PracticeParts {
  readonly core: SessionCore
  readonly prepared: ReadonlyMap<string, PreparedTask>
  readonly preparation: Preparation
  /** Waits for it where a restarted grader has not joined its machines yet. */
  readonly room: () => Promise<Room>
  /** Aborted when the attempt is over. */
  readonly signal: AbortSignal
}

/** All of it throws AppError `forbidden` in an exam and `conflict` when the attempt does not run. */
export class Practice {
  readonly #parts: PracticeParts

  constructor(parts: PracticeParts) {
    this.#parts = parts
  }

  /** Waits for a cluster that is still coming up. */
  async gradeNow(task: string): Promise<{ grade: TaskGrade; checks: ShownCheck[] }> {
    const prepared = this.#require(task)
    const { grading } = await this.#parts.room()
    await this.#parts.preparation.up(task)
    const grade = await grading.gradeNow(task)
    return { grade, checks: shownChecks(prepared) }
  }

  async reset(task: string): Promise<void> {
    this.#require(task)
    const { core, preparation, room, signal } = this.#parts
    const { fleet, effects, awake, grading } = await room()
    await preparation.up(task).catch(() => undefined) // one that did not come up is what a reset is for
    grading.cancel('The cluster is being reset.')
    effects.forget(task)
    const begin = async () => {
      core.record({ type: 'reset', task, cluster: task })
      await effects.begin(task)
    }
    await preparation.reset(task, { fleet, begin, signal })
    awake.hold(task, OPEN)
  }

  hint(task: string, index: number): string {
    const hint = this.#require(task).file.hints[index]
    if (hint === undefined) throw new AppError('not-found', `This task has no hint ${index + 1}.`)
    this.#parts.core.record({ type: 'hint-opened', task, index })
    return hint
  }

  solution(task: string): { solutions: readonly ShownSolution[]; notes: string } {
    const { solutions, notes } = this.#require(task)
    this.#parts.core.record({ type: 'solution-opened', task })
    return { solutions, notes }
  }

  #require(task: string): PreparedTask {
    const { core, prepared } = this.#parts
    requirePractice(core.state)
    requireRunning(core.state)
    const found = prepared.get(requireTask(core.state, task).id)
    if (!found) throw new AppError('not-found', `There is no task ${task}.`)
    return found
  }
}
