// The checklists of a running attempt: read anew from the log when it has grown, told to the page when they change.
import type { Checklist, ChecklistItem } from '@unflunk/shared/checklist'
import { checklists } from '../habits/checklists/checklists.ts'
import { checklistRules } from '../habits/checklists/rules.ts'
import { type Reading, readAttempt } from '../habits/reading.ts'
import type { PreparedTask } from '../scenario/task.ts'
import { habitContext } from './assemble.ts'
import type { SessionCore } from './core.ts'

/** Minutes pass though nothing happens: budgets run out. */
const LOOK_WITHOUT_NEWS_MS = 15_000
/** A long log takes longer to read: never more than a twentieth of the time goes into it. */
const PAUSE_PER_COST = 20

export class Coach {
  readonly #core: SessionCore
  readonly #prepared: ReadonlyMap<string, PreparedTask>
  #lookedAt = Number.NEGATIVE_INFINITY
  #costMs = 0
  #seen = -1

  constructor(core: SessionCore, prepared: ReadonlyMap<string, PreparedTask>) {
    this.#core = core
    this.#prepared = prepared
  }

  /** The log as it stands, without any grade: what the grader knows stays sealed while the attempt runs. */
  reading(): Reading {
    const { log, state, clock } = this.#core
    return readAttempt(log, habitContext(state, this.#prepared, new Map()), clock.now())
  }

  /** Asked about once a second; mostly there is nothing to do. */
  look(): void {
    const { state, clock, log } = this.#core
    if (state.level === 'exam' || state.phase !== 'running') return
    const since = clock.now() - this.#lookedAt
    if (since < this.#costMs * PAUSE_PER_COST || (log.length === this.#seen && since < LOOK_WITHOUT_NEWS_MS)) return
    const began = performance.now()
    this.#lookedAt = clock.now()
    this.#seen = log.length
    this.#tell(this.#now())
    this.#costMs = performance.now() - began
  }

  #now(): Checklist[] {
    const reading = this.reading()
    const findings = checklistRules.flatMap((rule) => rule(reading))
    return checklists(reading, findings, this.#lookedAt)
  }

  #tell(lists: Checklist[]): void {
    const { state } = this.#core
    if (JSON.stringify(lists) !== JSON.stringify(state.checklists)) this.#core.changeSoon({ type: 'checklists', checklists: lists })
    if (state.level !== 'coach') return
    for (const list of lists) for (const item of list.items) this.#hint(list, item)
  }

  /** Each hint once, however often the item turns. */
  #hint({ id }: Checklist, { id: item, hint }: ChecklistItem): void {
    if (hint === undefined || this.#core.state.coached.includes(hint)) return
    this.#core.record({ type: 'coached', checklist: id, item })
    this.#core.changeSoon({ type: 'coached', checklist: id, item, hint })
  }
}
