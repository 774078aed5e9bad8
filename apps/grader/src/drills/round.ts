// A drill of hosts and contexts as it is saved with its session: every round with what makes it right.
import { FleetStyle } from '@unflunk/shared/fleet-style'
import { HostsRound, WrongWrite } from '@unflunk/shared/hosts-drill'
import { z } from 'zod'

/** What makes a round right: the object is gone, or it holds these fields (as a check would ask for them). */
export const Wanted = z.discriminatedUnion('is', [
  z.object({ is: z.literal('gone') }),
  z.object({ is: z.literal('there'), fields: z.record(z.string(), z.unknown()) }),
])
export type Wanted = z.infer<typeof Wanted>

export const Round = HostsRound.omit({ openedAt: true, wrong: true, points: true }).extend({
  openedAt: z.number().optional(),
  /** Its kind of change and place in the spaced repetition: `label/default`. */
  card: z.string(),
  /** Whose cluster it is: `t1`, `t2`, ... */
  task: z.string(),
  kind: z.string(),
  name: z.string(),
  wanted: Wanted,
  wrong: z.array(WrongWrite.extend({ object: z.string(), place: z.string() })),
})
export type Round = z.infer<typeof Round>

export const DrillState = z.object({
  style: FleetStyle,
  rounds: z.array(Round).min(1),
  hint: z.object({ at: z.number(), says: z.string() }).optional(),
  best: z.number().optional(),
})
export type DrillState = z.infer<typeof DrillState>

export const openRound = (drill: DrillState): Round | undefined => drill.rounds.find(({ phase }) => phase === 'open')

export const isOver = ({ phase }: Pick<Round, 'phase'>): boolean => phase === 'right' || phase === 'skipped' || phase === 'late'
