// History: what all attempts together show, and what to do next.
import { z } from 'zod'
import { ChecklistId, Level } from './checklist.ts'
import { DrillId } from './drill.ts'
import { AdviceCard, AdviceId } from './habits.ts'
import { ExamTrack } from './scenario.ts'
import { SelfReport } from './self-report.ts'

/** Fewer points than this are told as points: a line through two says nothing. */
export const TREND_FROM = 3

export const HistoryAttempt = z.object({
  id: z.string(),
  kind: z.enum(['exam', 'practice']),
  /** As in the summary of the attempt. */
  level: Level.optional(),
  title: z.string(),
  /** When it ended, epoch milliseconds. */
  at: z.number(),
  /** Percent. */
  score: z.number(),
  /** Exams only. */
  passMark: z.number().optional(),
  tasks: z.number().int(),
  selfReport: SelfReport.optional(),
})
export type HistoryAttempt = z.infer<typeof HistoryAttempt>

/** What stands now, over all attempts: for advice that one attempt cannot show. */
export const Standing = z.object({
  advice: AdviceId,
  rule: z.string(),
  state: AdviceCard.shape.state,
  /** One sentence with the numbers; for `not-measured` the reason. */
  says: z.string(),
  next: z.string().optional(),
  /** The planner's own colour, where it has one. */
  urgent: z.boolean().optional(),
})
export type Standing = z.infer<typeof Standing>

export const AdviceTrend = AdviceCard.pick({ advice: true, when: true, title: true, instead: true }).extend({
  /** One per attempt of the history, oldest first. */
  states: z.array(AdviceCard.shape.state),
  standings: z.array(Standing),
})
export type AdviceTrend = z.infer<typeof AdviceTrend>

export const ItemState = z.enum(['done', 'missed', 'not-measured'])
export type ItemState = z.infer<typeof ItemState>

export const ChecklistTrend = z.object({
  id: ChecklistId,
  title: z.string(),
  items: z.array(z.object({ id: z.string(), says: z.string(), states: z.array(ItemState) })),
})
export type ChecklistTrend = z.infer<typeof ChecklistTrend>

/** `no-task`: nothing in the catalogue practises it yet. */
export const BulletState = z.enum(['solved', 'attempted', 'never', 'no-task'])
export type BulletState = z.infer<typeof BulletState>

/** All numbers are percent of the exam; a domain's weight is spread evenly over its bullets. */
const Covered = z.object({ solved: z.number(), attempted: z.number(), offered: z.number() })

export const DomainCoverage = Covered.extend({
  key: z.string(),
  title: z.string(),
  weight: z.number(),
  /** When a task of it was worked on last, epoch milliseconds. */
  lastAt: z.number().optional(),
  bullets: z.array(z.object({ key: z.string(), title: z.string(), state: BulletState })),
})
export type DomainCoverage = z.infer<typeof DomainCoverage>

/** `attempted` includes what was solved; `offered` is what the catalogue has tasks for. */
export const TrackCoverage = Covered.extend({ track: ExamTrack, domains: z.array(DomainCoverage) })
export type TrackCoverage = z.infer<typeof TrackCoverage>

/** A choice of what to do now, with its reason. */
export const NextStep = z.object({
  reason: z.enum(['first', 'habit', 'domain', 'drill', 'mock']),
  title: z.string(),
  /** Why this one: one sentence with the numbers. */
  why: z.string(),
  minutes: z.number(),
  start: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('practice'), scenario: z.string() }),
    z.object({ kind: z.literal('exam'), exam: z.string() }),
    z.object({ kind: z.literal('drill'), drill: DrillId }),
  ]),
})
export type NextStep = z.infer<typeof NextStep>

/** Dates of the candidate's own, as `2026-11-25`. */
export const Plan = z.object({
  track: ExamTrack.optional(),
  /** The day of the first attempt. */
  examDate: z.iso.date().optional(),
  registeredOn: z.iso.date().optional(),
  /** The last day on which the registration can be used. */
  expiresOn: z.iso.date().optional(),
})
export type Plan = z.infer<typeof Plan>

export const History = z.object({
  /** Those that came to their end, oldest first. */
  attempts: z.array(HistoryAttempt),
  advices: z.array(AdviceTrend),
  checklists: z.array(ChecklistTrend),
  /** The exams that were practised; the one being prepared for first. */
  coverage: z.array(TrackCoverage),
  /** The best first. */
  next: z.array(NextStep),
  plan: Plan,
})
export type History = z.infer<typeof History>
