// What happened on each task, as facts in the order of time: the lanes draw them, the table lists them. Pure.
import type { AttemptResult } from '@unflunk/shared/api'
import type { Finding, Timeline } from '@unflunk/shared/habits'
import { elapsed } from '../ui/duration.ts'

export type FactKind = 'visit' | 'banked' | Timeline['marks'][number]['type'] | Finding['kind']

export interface Fact {
  readonly kind: FactKind
  /** The task's id; undefined for what concerns the whole attempt. */
  readonly task: string | undefined
  readonly at: number
  /** The end of what lasted. */
  readonly until: number
  readonly says: string
  readonly terminal: string | undefined
  /** All points were there. */
  readonly full: boolean
}

const markWords: Readonly<Record<Timeline['marks'][number]['type'], (says: string | undefined) => string>> = {
  change: (says) => says ?? 'A change on its machines',
  error: (says) => `Error: ${says?.replace(/^error: /i, '') ?? 'a command failed'}`,
  hold: (says) => `Held: ${says ?? 'a command'}`,
  flag: () => 'Flagged',
  'look-up': (says) => `Documentation: ${says ?? 'a page'}`,
}

const findingWords = { slip: 'Slip', kept: 'Kept', note: 'Note' } as const

export function factsOf(result: AttemptResult): Fact[] {
  const { visits, marks, banked } = result.habits.timeline
  const findings = result.habits.cards.flatMap((card) => card.findings)
  const fact = (kind: FactKind, task: string | undefined, at: number, says: string, more: Partial<Fact> = {}): Fact => {
    return { kind, task, at, until: at, says, terminal: undefined, full: false, ...more }
  }
  return [
    ...visits.map(({ task, from, to }) => fact('visit', task, from, `On its page for ${elapsed(to - from)}`, { until: to })),
    ...marks.map(({ type, task, at, says, terminal }) => fact(type, task, at, markWords[type](says), { terminal })),
    ...banked.map(({ task, at, points, of }) =>
      fact('banked', task, at, `${points} of ${of} points when it was left`, { full: points === of }),
    ),
    ...findings.map(({ kind, task, at, says, terminal }) => fact(kind, task, at, `${findingWords[kind]}: ${says}`, { terminal })),
  ].toSorted((one, other) => one.at - other.at)
}

const MINUTE = 60_000

/** Halves and quarters of the time that tell how early points were safe: minutes 60 and 90 of a two-hour exam. */
const BANKED_AFTER = [0.5, 0.75] as const

/** Percent of the exam that the silent grades had found by then. Only of times that the attempt reached. */
export function bankedBy(result: AttemptResult): { minute: number; percent: number }[] {
  const { banked } = result.habits.timeline
  return BANKED_AFTER.map((share) => Math.round(result.minutes * share))
    .filter((minute) => minute > 0 && minute <= result.minutesUsed && banked.length > 0)
    .map((minute) => {
      const until = result.startedAt + minute * MINUTE
      const percents = result.tasks.map(({ id, weight }) => {
        const grade = banked.findLast(({ task, at }) => task === id && at <= until)
        return grade && grade.of > 0 ? (weight * grade.points) / grade.of : 0
      })
      return { minute, percent: percents.reduce((sum, percent) => sum + percent, 0) }
    })
}
