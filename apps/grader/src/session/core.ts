// The state of one live session with what every change sets off: applied, saved, told to the page.
import type { HabitEvent, HabitEventBody } from '@unflunk/shared/habits'
import type { Recorder } from '../habits/recorder.ts'
import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../lib/logger.ts'
import type { AppendFile } from '../storage/append-file.ts'
import type { Storage } from '../storage/storage.ts'
import { announce } from './announce.ts'
import { apply, type Change } from './change.ts'
import { Feed } from './feed.ts'
import type { SessionState } from './state.ts'
import { summaryOf } from './view.ts'

/** Events after which the log is on the disk before anything else happens: an exam's outcome hangs on them. */
const FLUSH_AFTER = new Set<HabitEventBody['type']>(['started', 'ended', 'graded', 'alert'])

export interface CoreParts {
  readonly clock: Clock
  readonly logger: Logger
  readonly storage: Storage
  readonly recorder: Recorder
  readonly events: AppendFile
  /** The log so far, of an attempt that goes on after a restart of the grader. */
  readonly past?: readonly HabitEvent[]
}

export class SessionCore {
  readonly clock: Clock
  readonly logger: Logger
  readonly storage: Storage
  readonly feed: Feed
  readonly past: readonly HabitEvent[]
  readonly #recorder: Recorder
  readonly #events: AppendFile
  readonly #log: HabitEvent[]
  #state: SessionState
  #saving: Promise<void> | undefined
  #next: Promise<void> | undefined

  constructor(state: SessionState, parts: CoreParts) {
    this.#state = state
    this.clock = parts.clock
    this.logger = parts.logger
    this.storage = parts.storage
    this.#recorder = parts.recorder
    this.#events = parts.events
    this.past = parts.past ?? []
    this.#log = [...this.past]
    this.feed = new Feed(parts.clock.now())
  }

  get state(): SessionState {
    return this.#state
  }

  /** Everything recorded so far, as stored. */
  get log(): readonly HabitEvent[] {
    return this.#log
  }

  get id(): string {
    return this.#state.id
  }

  /** The state and the page have the change at once; the promise resolves when it is on the disk. */
  change(change: Change): Promise<void> {
    this.#state = apply(this.#state, change)
    for (const announcement of announce(this.#state, change, this.clock.now())) this.feed.publish(announcement)
    return this.save()
  }

  /** For changes that come many at a time and that a restart would find out again (steps): a failed save is only logged. */
  changeSoon(change: Change): void {
    this.inBackground(this.change(change), 'save the session')
  }

  notice(level: 'info' | 'warning' | 'error', message: string): void {
    this.feed.publish({ type: 'notice', level, message })
  }

  record(body: HabitEventBody): void {
    this.#log.push(this.#recorder.record(body))
    if (FLUSH_AFTER.has(body.type)) this.inBackground(this.#events.flush(), 'write the event log')
  }

  /** Work that nobody waits for; its failure is told to the log and never ends the grader. */
  inBackground(work: Promise<unknown>, what: string): void {
    work.catch((error: unknown) => this.logger.error(`could not ${what} (${this.id})`, error))
  }

  /** Saves while one save is under way are answered by one more: the newest state wins. */
  save(): Promise<void> {
    if (this.#saving === undefined) {
      this.#saving = this.#write().finally(() => {
        this.#saving = undefined
      })
      return this.#saving
    }
    this.#next ??= this.#saving
      .catch(() => undefined) // told to the one who asked for it
      .then(() => {
        this.#next = undefined
        return this.save()
      })
    return this.#next
  }

  async flush(): Promise<void> {
    await this.save()
    await this.#events.flush()
  }

  /** The last lines are written; the session is not to be changed afterwards. */
  async close(): Promise<void> {
    await this.save()
    await this.#events.close()
  }

  #write(): Promise<void> {
    return this.storage.saveAttempt({ summary: summaryOf(this.#state), state: this.#state })
  }
}
