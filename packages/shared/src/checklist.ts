// The five checklists, whose items tick themselves from evidence, and how strictly they are kept.
import { z } from 'zod'

/** exam: silent; coach: live checklists and hints; strict: the habit is enforced. A real mock exam is always `exam`. */
export const Level = z.enum(['exam', 'coach', 'strict'])
export type Level = z.infer<typeof Level>

export const ChecklistId = z.enum(['timing', 'switching', 'bookmarks', 'saving', 'review'])
export type ChecklistId = z.infer<typeof ChecklistId>

export const ChecklistItem = z.object({
  id: z.string(),
  /** What to do, as an imperative: "Skim every task before the first change". */
  says: z.string(),
  /** `open` is for a running attempt only; `not-measured` carries the reason in `because`. */
  state: z.enum(['done', 'missed', 'open', 'not-measured']),
  /** The evidence in one sentence with its numbers. */
  because: z.string().optional(),
  /** The moment to replay, epoch milliseconds, and the terminal that shows it. */
  at: z.number().optional(),
  terminal: z.string().optional(),
  /** Coach level: what to do now, when the item is missed. */
  hint: z.string().optional(),
})
export type ChecklistItem = z.infer<typeof ChecklistItem>

export const Checklist = z.object({ id: ChecklistId, title: z.string(), items: z.array(ChecklistItem) })
export type Checklist = z.infer<typeof Checklist>
