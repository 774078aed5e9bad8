// Stored results as history needs them: each is read once, and what is not needed of it is let go.
import { setImmediate as aMoment } from 'node:timers/promises'
import type { AttemptResult, AttemptSummary } from '@unflunk/shared/api'
import type { PastAttempt } from '../habits/history/past.ts'
import type { Logger } from '../lib/logger.ts'

interface Parts {
  readonly logger: Logger
  readonly result: (attempt: string) => Promise<AttemptResult>
}

export class PastAttempts {
  readonly #parts: Parts
  /** By id and score: checks that were run again make a new result. */
  readonly #known = new Map<string, PastAttempt>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** In the order given. A result that cannot be read is left out: one bad attempt must not hide the others. */
  async read(attempts: readonly AttemptSummary[]): Promise<PastAttempt[]> {
    const past: PastAttempt[] = []
    for (const attempt of attempts) {
      const read = await this.#read(attempt)
      if (read) past.push(read)
    }
    return past
  }

  async #read({ id, score }: AttemptSummary): Promise<PastAttempt | undefined> {
    const key = `${id} ${score}`
    const known = this.#known.get(key)
    if (known) return known
    try {
      await aMoment() // a terminal's bytes go first: reading a year of attempts takes a while
      const past = pastOf(await this.#parts.result(id))
      this.#known.set(key, past)
      return past
    } catch (error) {
      this.#parts.logger.warn(`the attempt ${id} is left out of the history`, error)
      return undefined
    }
  }
}

export function pastOf({ attempt, score, startedAt, tasks, habits, selfReport }: AttemptResult): PastAttempt {
  const { id, kind, level, title, endedAt, passMark } = attempt
  return {
    summary: {
      id,
      kind: kind === 'exam' ? 'exam' : 'practice',
      ...(level === undefined ? {} : { level }),
      title,
      at: endedAt ?? startedAt,
      score,
      ...(passMark === undefined ? {} : { passMark }),
      tasks: tasks.length,
      ...(selfReport === undefined ? {} : { selfReport }),
    },
    tasks: tasks.map(({ id, scenario, domain, minutesSpent, grade }) => ({
      id,
      scenario,
      domain,
      minutesSpent,
      share: grade.of === 0 ? 0 : grade.points / grade.of,
    })),
    report: { cards: habits.cards, checklists: habits.checklists },
  }
}
