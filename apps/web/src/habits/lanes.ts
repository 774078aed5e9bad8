// The timeline's lanes: every stay, mark and finding of a task as shares of the attempt's time. Pure.
import type { AttemptResult } from '@unflunk/shared/api'
import type { Finding, Timeline } from '@unflunk/shared/habits'

export interface Lane {
  readonly task: string
  readonly number: number
  readonly title: string
  readonly visits: readonly { at: number; left: number; width: number }[]
  /** From the first stay on, as wide as the budget. */
  readonly budget: { left: number; width: number } | undefined
  readonly marks: readonly { left: number; type: Timeline['marks'][number]['type'] }[]
  readonly banked: readonly { left: number; points: number; of: number }[]
  readonly findings: readonly { left: number; finding: Finding }[]
}

const MINUTE = 60_000

/** Milliseconds that the lanes span: what was used of the time, at least a minute. */
export function spanOf(result: AttemptResult): number {
  const last = result.habits.timeline.visits.reduce((latest, { to }) => Math.max(latest, to), result.startedAt)
  return Math.max(MINUTE, result.minutesUsed * MINUTE, last - result.startedAt)
}

export function lanesOf(result: AttemptResult): Lane[] {
  const span = spanOf(result)
  /** Percent of the width, never outside. */
  const share = (ms: number) => Math.min(100, Math.max(0, (ms / span) * 100))
  const left = (at: number) => share(at - result.startedAt)
  const { visits, marks, banked } = result.habits.timeline
  const findings = result.habits.cards.flatMap((card) => card.findings)
  return result.tasks.map(({ id, number, title, minutesBudget }) => {
    const own = visits.filter((visit) => visit.task === id)
    const first = own[0]
    return {
      task: id,
      number,
      title,
      visits: own.map(({ from, to }) => ({ at: from, left: left(from), width: left(to) - left(from) })),
      budget: first && { left: left(first.from), width: Math.min(share(minutesBudget * MINUTE), 100 - left(first.from)) },
      marks: marks.filter((mark) => mark.task === id).map(({ at, type }) => ({ left: left(at), type })),
      banked: banked.filter((grade) => grade.task === id).map(({ at, points, of }) => ({ left: left(at), points, of })),
      findings: findings.filter((finding) => finding.task === id).map((finding) => ({ left: left(finding.at), finding })),
    }
  })
}

/** Round minutes for the axis: at most seven of them. */
export function ticksOf(spanMs: number): { minute: number; left: number }[] {
  const minutes = spanMs / MINUTE
  const step = [1, 2, 5, 10, 15, 20, 30, 60].find((candidate) => minutes / candidate <= 7) ?? 60
  return Array.from({ length: Math.floor(minutes / step) + 1 }, (_, index) => ({
    minute: index * step,
    left: ((index * step) / minutes) * 100,
  }))
}
