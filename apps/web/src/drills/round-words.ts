// What became of a round, in a few words.
import type { HostsRound } from '@unflunk/shared/hosts-drill'
import { elapsed } from '../ui/duration.ts'

const names = { waiting: 'not yet', open: 'open now', right: 'right', skipped: 'skipped', late: 'not finished' } as const

/** `right, 12 s`. */
export function phaseWords({ phase, ms, wrong }: HostsRound): string {
  const slips = wrong.length === 0 ? '' : `, ${wrong.length === 1 ? 'one change' : `${wrong.length} changes`} in the wrong place`
  return phase === 'right' && ms !== undefined ? `right, ${elapsed(ms)}${slips}` : `${names[phase]}${slips}`
}

/** `cka7968, namespace apollo`. */
export const placeWords = ({ host, namespace }: HostsRound): string => (namespace === undefined ? host : `${host}, namespace ${namespace}`)
