// Keeps the sandbox prepared: builds what is missing in the background and tells the home page how far it is.
import type { SandboxStatus } from '@unflunk/shared/api'
import { AppError } from '@unflunk/shared/error'
import type { Step } from '@unflunk/shared/session'
import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../lib/logger.ts'
import type { Sandbox } from '../sandbox/fleet.ts'
import { withStep } from './change.ts'
import { stepOf } from './step-of.ts'

export class SandboxKeeper {
  readonly #sandbox: Sandbox
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #stop = new AbortController()
  #status: SandboxStatus = { state: 'preparing', steps: [] }
  #work: Promise<void> | undefined
  #onReady: () => void = () => {}

  constructor(parts: { sandbox: Sandbox; clock: Clock; logger: Logger }) {
    this.#sandbox = parts.sandbox
    this.#clock = parts.clock
    this.#logger = parts.logger
  }

  get status(): SandboxStatus {
    return this.#status
  }

  /** Told each time that everything has become ready. */
  set onReady(listener: () => void) {
    this.#onReady = listener
  }

  /** Starts to prepare unless that is under way already. Returns at once. */
  prepare(): void {
    this.#work ??= this.#prepare().finally(() => {
      this.#work = undefined
    })
  }

  /** Throws AppError `not-prepared` with words for the learner unless everything is there. */
  requireReady(): void {
    if (this.#status.state === 'ready') return
    if (this.#status.state === 'failed') {
      throw new AppError('not-prepared', this.#status.message ?? 'The sandbox could not be built.', {
        next: this.#status.next ?? 'Choose "Try again" on the home page.',
      })
    }
    throw new AppError('not-prepared', 'The machines for your tasks are still being built.', {
      next: 'The home page shows how far they are; start when they are ready.',
    })
  }

  async dispose(): Promise<void> {
    this.#stop.abort(new AppError('cancelled', 'The grader is closing.'))
    await this.#work
  }

  async #prepare(): Promise<void> {
    try {
      this.#status = { state: 'preparing', steps: [] }
      const missing = await this.#sandbox.missing()
      if (missing !== undefined) {
        this.#status = { state: 'preparing', steps: [], message: missing }
        this.#logger.info(`preparing the sandbox: ${missing}`)
        await this.#sandbox.prepare((update) => this.#tell(stepOf(update, this.#steps(), this.#clock.now())), this.#stop.signal)
      }
      this.#status = { state: 'ready', steps: [] }
      this.#logger.info('the sandbox is ready')
      this.#onReady()
    } catch (error) {
      if (this.#stop.signal.aborted) return
      this.#logger.error('the sandbox could not be prepared', error)
      const known = error instanceof AppError
      this.#status = {
        state: 'failed',
        steps: this.#steps(),
        message: known ? error.message : 'The sandbox could not be built; the log of the grader tells why.',
        next: (known ? error.next : undefined) ?? 'Try again; what was built already is kept.',
      }
    }
  }

  #steps(): Step[] {
    return this.#status.steps
  }

  #tell(step: Step): void {
    this.#status = { ...this.#status, steps: withStep(this.#status.steps, step) }
  }
}
