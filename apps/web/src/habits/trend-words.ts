// A trend in a few words, honest about few attempts.
import type { AdviceTrend, ItemState } from '@unflunk/shared/history'

export type TrendState = AdviceTrend['states'][number] | ItemState

/** What a state means for the reader, whatever it is called in an advice or a checklist. */
export function outcomeOf(state: TrendState): 'bad' | 'good' | 'clear' | 'none' {
  switch (state) {
    case 'slipped':
    case 'missed':
      return 'bad'
    case 'kept':
    case 'done':
      return 'good'
    case 'clear':
      return 'clear'
    case 'not-measured':
      return 'none'
  }
}

/** `slipped in 2 of 7, not in the last 3`; `states` oldest first. `verb`: slipped, missed. */
export function trendWords(states: readonly TrendState[], verb: string): string {
  const measured = states.map(outcomeOf).filter((outcome) => outcome !== 'none')
  const bad = measured.filter((outcome) => outcome === 'bad').length
  const total = measured.length
  if (total === 0) return 'not measured yet'
  if (total === 1) return bad === 1 ? `${verb} the only time it was measured` : `not ${verb}, measured once`
  if (bad === 0) return `never ${verb} in ${total}`
  if (bad === total) return `${verb} all ${total} times`
  const since = total - 1 - measured.lastIndexOf('bad')
  const lately = since === 0 ? 'also the last time' : since === 1 ? 'not the last time' : `not in the last ${since}`
  return `${verb} in ${bad} of ${total}, ${lately}`
}
