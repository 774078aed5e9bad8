// Per advice and per checklist item: how it stood in each attempt, oldest first.
import { advices } from '@unflunk/shared/habits'
import type { AdviceTrend, ChecklistTrend, ItemState, Standing } from '@unflunk/shared/history'
import type { PastAttempt } from './past.ts'

export function adviceTrends(past: readonly PastAttempt[], standings: readonly Standing[]): AdviceTrend[] {
  return advices.map((advice) => ({
    ...advice,
    states: past.map(({ report }) => report.cards.find((card) => card.advice === advice.advice)?.state ?? 'not-measured'),
    standings: standings.filter((standing) => standing.advice === advice.advice),
  }))
}

/** Items are worded as in the newest attempt that had them; an attempt from before an item was thought of did not measure it. */
export function checklistTrends(past: readonly PastAttempt[]): ChecklistTrend[] {
  const lists = new Map<string, ChecklistTrend>()
  for (const { report } of past) {
    for (const { id, title, items } of report.checklists) {
      const known = lists.get(id)?.items ?? []
      const kept = known.filter((old) => !items.some((item) => item.id === old.id))
      const named = items.map((item) => ({ id: item.id, says: item.says, states: [] }))
      lists.set(id, { id, title, items: [...named, ...kept] })
    }
  }
  return [...lists.values()].map((list) => ({
    ...list,
    items: list.items.map((item) => ({ ...item, states: past.map((attempt) => itemState(attempt, list.id, item.id)) })),
  }))
}

function itemState({ report }: PastAttempt, list: string, id: string): ItemState {
  const state = report.checklists.find((one) => one.id === list)?.items.find((item) => item.id === id)?.state
  return state === 'done' || state === 'missed' ? state : 'not-measured'
}
