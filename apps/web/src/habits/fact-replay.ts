// Which moment of the recordings shows a fact.
import type { Moment } from '../grading/replay-source.ts'
import type { Fact } from './facts.ts'

/** A clip begins six seconds before its moment: a stay is shown from its first second on. */
const FROM_ITS_START_MS = 6_000

export function momentOf({ kind, at, says, terminal }: Pick<Fact, 'kind' | 'at' | 'says' | 'terminal'>): Moment {
  return { at: kind === 'visit' ? at + FROM_ITS_START_MS : at, says, terminal }
}
