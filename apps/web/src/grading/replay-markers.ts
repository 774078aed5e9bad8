// The marks on a recording's bar: where another task's page was opened, and what the rules saw. Pure.
import type { AttemptResult } from '@unflunk/shared/api'

export type ReplayMarker = readonly [seconds: number, label: string]

type Recording = AttemptResult['recordings'][number]

export function replayMarkers(result: AttemptResult, { terminal, startedAt, ms }: Recording): ReplayMarker[] {
  const numbers = new Map(result.tasks.map(({ id, number, title }) => [id, `Task ${number}: ${title}`]))
  const switches = result.habits.timeline.visits.map(({ task, from }) => ({ at: from, label: numbers.get(task) ?? task }))
  const findings = result.habits.cards
    .flatMap((card) => card.findings)
    .filter((finding) => finding.terminal === terminal)
    .map(({ at, says }) => ({ at, label: says }))
  return [...switches, ...findings]
    .filter(({ at }) => at >= startedAt && at <= startedAt + ms)
    .toSorted((one, other) => one.at - other.at)
    .map(({ at, label }) => [(at - startedAt) / 1000, label])
}
