// What candidates say of themselves before the score is shown: the percent they expect, how they slept, where they sat.
import { z } from 'zod'

export const Sleep = z.enum(['good', 'short', 'bad'])
export type Sleep = z.infer<typeof Sleep>

export const Place = z.enum(['quiet', 'noisy'])
export type Place = z.infer<typeof Place>

/** All of it may be skipped. Kept on this machine; never counted. */
export const SelfReport = z.object({
  /** Percent of the exam that the candidate expects. */
  prediction: z.number().int().min(0).max(100).optional(),
  sleep: Sleep.optional(),
  place: Place.optional(),
})
export type SelfReport = z.infer<typeof SelfReport>
