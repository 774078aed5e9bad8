// History as a service: gathers what storage, catalogue and drills know of all attempts, and keeps the plan.
import type { AttemptResult, AttemptSummary } from '@unflunk/shared/api'
import type { DrillSummary } from '@unflunk/shared/drill'
import { type History, Plan } from '@unflunk/shared/history'
import { historyOf } from '../habits/history/history.ts'
import type { KnownDrill } from '../habits/history/next-steps.ts'
import type { Offered } from '../habits/history/past.ts'
import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../lib/logger.ts'
import type { Catalog } from '../scenario/catalog.ts'
import type { Storage } from '../storage/storage.ts'
import { PastAttempts } from './past-attempts.ts'

export interface HistoriesParts {
  readonly clock: Clock
  readonly logger: Logger
  readonly storage: Storage
  readonly catalog: Catalog
  /** Whether a scenario can be offered on this machine. */
  readonly isOffered: (scenario: string) => boolean
  readonly result: (attempt: string) => Promise<AttemptResult>
  readonly drills: () => Promise<DrillSummary[]>
}

const PLAN = 'plan'

export class Histories {
  readonly #parts: HistoriesParts
  readonly #past: PastAttempts

  constructor(parts: HistoriesParts) {
    this.#parts = parts
    this.#past = new PastAttempts(parts)
  }

  async history(): Promise<History> {
    const { storage, catalog, clock } = this.#parts
    const [attempts, practised, drills, plan] = await Promise.all([storage.attempts(), storage.practised(), this.#drills(), this.#plan()])
    return historyOf({
      past: await this.#past.read(endedIn(attempts)),
      practised,
      curricula: [...catalog.curricula.values()],
      offered: this.#offered(),
      exams: [...catalog.exams.values()].map(({ blueprint }) => ({ tasks: blueprint.tasks.length })),
      drills,
      plan,
      now: clock.now(),
      dayOf: localDay,
    })
  }

  async savePlan(plan: Plan): Promise<void> {
    await this.#parts.storage.saveSetting(PLAN, plan)
  }

  async #plan(): Promise<Plan> {
    const plan = Plan.safeParse((await this.#parts.storage.setting(PLAN)) ?? {})
    return plan.success ? plan.data : {} // of another version: the candidate is asked again
  }

  async #drills(): Promise<KnownDrill[]> {
    const summaries = await this.#parts.drills()
    return summaries.map(({ drill, due, rounds }) => ({ drill, due, lastAt: rounds.at(-1)?.at }))
  }

  #offered(): Offered[] {
    return [...this.#parts.catalog.scenarios.values()]
      .filter(({ id }) => this.#parts.isOffered(id))
      .map(({ id, track, file: { title, domain, bullets, minutes } }) => ({ id, track, title, domain, bullets, minutes }))
  }
}

/** Oldest first. */
function endedIn(attempts: readonly AttemptSummary[]): AttemptSummary[] {
  return attempts.filter(({ kind, phase }) => kind !== 'drill' && phase === 'finished').toReversed()
}

/** `2026-11-25`, by the clock on this machine's wall. */
function localDay(at: number): string {
  return new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit' }).format(at)
}
