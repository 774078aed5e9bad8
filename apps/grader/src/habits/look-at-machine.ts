// One look at a machine of an attempt: its files, units, settings and processes in one fast command, then the manifests that were written.
import type { HabitEvent, HabitEventBody } from '@unflunk/shared/habits'
import type { Kube } from '../sandbox/kube.ts'
import type { Machine } from '../sandbox/machine.ts'
import { DIGESTS, FileLooks, parseDigests } from './look-at-files.ts'
import { ManifestLooks } from './look-at-manifests.ts'
import { parseState, STATE } from './machine-state.ts'
import { StateLooks } from './state-looks.ts'

/**
 * A look costs about 100 ms, and seconds while the other clusters of an exam come up on two cores. The first look is the one that all later ones are
 * compared with, so it is worth waiting for; a machine that needs longer than this is in trouble, and the look is skipped.
 */
const TIMEOUT_MS = 20_000

/** The machine of a task, and the API server that its manifests are compared with. */
export interface Looked {
  readonly task: string
  readonly kube: Kube
}

export class MachineLooks {
  readonly #files: FileLooks
  readonly #state: StateLooks
  readonly #manifests: ManifestLooks

  /** `past`: the log of an attempt that goes on after a restart of the grader, whose looks these go on with. */
  constructor(record: (body: HabitEventBody) => void, past: readonly HabitEvent[] = []) {
    this.#files = new FileLooks(record, past)
    this.#state = new StateLooks(record, past)
    this.#manifests = new ManifestLooks(record, past)
  }

  /**
   * `host` is the machine's ssh name, or the node's name; `of` is undefined for `base`, which belongs to no task. Call it after setup, when a task is
   * opened, when it is left, and before the final grade. Throws what `Machine.exec` throws: a machine that is frozen or gone cannot be looked at.
   */
  async look(of: Looked | undefined, host: string, machine: Pick<Machine, 'exec'>, signal?: AbortSignal): Promise<void> {
    const script = of === undefined ? DIGESTS : `${DIGESTS}\n${STATE}`
    const { stdout } = await machine.exec(['sh', '-c', script], { timeoutMs: TIMEOUT_MS, ...(signal ? { signal } : {}) })
    const files = this.#files.note(of?.task, host, parseDigests(stdout))
    if (of === undefined) return
    const { base, now } = files
    this.#state.note(of.task, host, parseState(stdout), (path) => now.get(path) !== base.get(path))
    await this.#manifests.look(of.task, host, machine, of.kube, files)
  }

  /** Forgets the machines of a task, whose cluster was reset: the next look is a new start. */
  forget(task: string): void {
    this.#files.forget(task)
    this.#state.forget(task)
    this.#manifests.forget(task)
  }
}
