// Drill 1, hosts and contexts: rounds of a place and a tiny change, as the page sees them. What is right is known to the grader alone.
import { z } from 'zod'
import { FleetStyle } from './fleet-style.ts'

/** A change that landed where the round was not. */
export const WrongWrite = z.object({
  at: z.number(),
  /** `That landed on cka3391: the round is on cka7968.` */
  says: z.string(),
  /** What the object watch saw: `configmap/limits-oak added on cka3391, namespace apollo`. */
  seen: z.string(),
})
export type WrongWrite = z.infer<typeof WrongWrite>

export const RoundPhase = z.enum(['waiting', 'open', 'right', 'skipped', 'late'])
export type RoundPhase = z.infer<typeof RoundPhase>

export const HostsRound = z.object({
  number: z.number().int(),
  phase: RoundPhase,
  /** The command that leads there: `ssh cka7968`, `kubectl config use-context ek8s`. */
  go: z.string(),
  host: z.string(),
  /** Absent for what belongs to no namespace. */
  namespace: z.string().optional(),
  /** Markdown, one sentence. */
  says: z.string(),
  /** Epoch milliseconds; the round's clock begins here. */
  openedAt: z.number(),
  /** Until it was right, skipped or late. */
  ms: z.number().optional(),
  wrong: z.array(WrongWrite),
  /** 0 to 100, once it is over. */
  points: z.number().optional(),
})
export type HostsRound = z.infer<typeof HostsRound>

export const HostsDrill = z.object({
  style: FleetStyle,
  total: z.number().int(),
  /** Those that have been opened, in order. */
  rounds: z.array(HostsRound),
  /** The right place, but not yet the change that was asked for. */
  hint: z.object({ at: z.number(), says: z.string() }).optional(),
  /** Before this one, with the same style and length. */
  best: z.number().optional(),
  /** What went slow or wrong this time and comes back in the next drill, in words. */
  comesBack: z.array(z.string()),
  /** 0 to 100, once it is over. */
  score: z.number().optional(),
})
export type HostsDrill = z.infer<typeof HostsDrill>

export const HostsDrillSetup = z.object({ style: FleetStyle, minutes: z.number().int().min(2).max(15) })
export type HostsDrillSetup = z.infer<typeof HostsDrillSetup>

/** Best scores so far, and how many kinds of rounds wait to come back. */
export const HostsRecords = z.object({
  records: z.array(z.object({ style: FleetStyle, minutes: z.number(), best: z.number(), played: z.number().int() })),
  due: z.object({ ssh: z.array(z.string()), contexts: z.array(z.string()) }),
})
export type HostsRecords = z.infer<typeof HostsRecords>

export const ROUNDS_PER_MINUTE = 2

/** A round done within this time is worth all its points. */
export const FULL_POINTS_WITHIN = 10_000 // ms: ssh, one command, Enter, by somebody who has it in the fingers
export const LOST_PER_SECOND = 1.2
export const LEAST_WHEN_RIGHT = 40
export const LOST_PER_WRONG_WRITE = 50
