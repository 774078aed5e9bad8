// The timeline's lanes: every fact of a task as shares of the attempt's time. Pure.
import type { AttemptResult } from '@unflunk/shared/api'
import { bankedBy, type Fact, factsOf } from './facts.ts'

export type PlacedFact = Fact & { readonly left: number; readonly width: number }

export interface Lane {
  readonly task: string
  readonly number: number
  readonly title: string
  /** From the first stay on, as wide as the budget. */
  readonly budget: { left: number; width: number } | undefined
  /** In the order of time. */
  readonly facts: readonly PlacedFact[]
}

/** A line across all lanes. */
export interface Guide {
  readonly kind: 'alert' | 'banked'
  readonly left: number
  readonly at: number
  /** As short as fits above the lanes. */
  readonly label: string
  readonly says: string
}

const MINUTE = 60_000

/** Milliseconds that the lanes span: what was used of the time, at least a minute. */
export function spanOf(result: AttemptResult): number {
  const last = result.habits.timeline.visits.reduce((latest, { to }) => Math.max(latest, to), result.startedAt)
  return Math.max(MINUTE, result.minutesUsed * MINUTE, last - result.startedAt)
}

/** Percent of the width, never outside. */
function placer(result: AttemptResult) {
  const span = spanOf(result)
  const share = (ms: number) => Math.min(100, Math.max(0, (ms / span) * 100))
  return { share, left: (at: number) => share(at - result.startedAt) }
}

export function lanesOf(result: AttemptResult): Lane[] {
  const { share, left } = placer(result)
  const byTask = Map.groupBy(factsOf(result), ({ task }) => task)
  return result.tasks.map(({ id, number, title, minutesBudget }) => {
    const facts = (byTask.get(id) ?? []).map((fact) => ({ ...fact, left: left(fact.at), width: left(fact.until) - left(fact.at) }))
    const first = facts.find(({ kind }) => kind === 'visit')
    return {
      task: id,
      number,
      title,
      budget: first && { left: first.left, width: Math.min(share(minutesBudget * MINUTE), 100 - first.left) },
      facts,
    }
  })
}

export function guidesOf(result: AttemptResult): Guide[] {
  const { left } = placer(result)
  const alerts = (result.habits.timeline.alerts ?? []).map(({ at, minutes }): Guide => {
    return { kind: 'alert', left: left(at), at, label: `−${minutes} min`, says: `Alert: ${minutes} minutes left` }
  })
  const halves = bankedBy(result).map(({ minute, percent }): Guide => {
    const at = result.startedAt + minute * MINUTE
    const banked = `${Math.round(percent)} % banked`
    return {
      kind: 'banked',
      left: left(at),
      at,
      label: banked,
      says: `${banked} after ${minute} minutes, by the grades when tasks were left`,
    }
  })
  return [...alerts, ...halves]
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
