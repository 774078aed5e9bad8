// Drills: short rounds with a score and a personal best, whose misses come back sooner.
import { z } from 'zod'
import { ExamTrack } from './scenario.ts'

export const DrillId = z.enum(['look-up', 'hosts'])
export type DrillId = z.infer<typeof DrillId>

export const DrillRoundSummary = z.object({ at: z.number(), score: z.number(), ms: z.number() })
export type DrillRoundSummary = z.infer<typeof DrillRoundSummary>

export const DrillSummary = z.object({
  drill: DrillId,
  /** The newest ones, oldest first. */
  rounds: z.array(DrillRoundSummary),
  /** Of all rounds; absent before the first. */
  best: z.number().optional(),
  /** Cards that wait to come back now. */
  due: z.number().int(),
  /** Cards seen so far. */
  seen: z.number().int(),
})
export type DrillSummary = z.infer<typeof DrillSummary>

/** scenarios/drills/look-up/*.yaml */
export const LookUpFile = z.strictObject({
  track: ExamTrack,
  questions: z
    .array(
      z.strictObject({
        /** Unique over all files; a card's name, so never reused for another question. */
        id: z.string().regex(/^[a-z0-9-]+$/),
        asks: z.string().min(15),
        bullet: z.string(),
        /** Any of these is right. With `#anchor` the section counts, without it the page alone. */
        answers: z.array(z.url()).min(1),
        /** Words that find it in the panel's search. */
        words: z.string().min(3),
      }),
    )
    .min(1),
})
export type LookUpFile = z.infer<typeof LookUpFile>

export const LookUpQuestion = LookUpFile.shape.questions.element.extend({ track: ExamTrack })
export type LookUpQuestion = z.infer<typeof LookUpQuestion>

export const LookUpTrack = z.enum(['cka', 'cks', 'both'])
export type LookUpTrack = z.infer<typeof LookUpTrack>

/** A question as it was answered; `url` is what was opened at last. */
export const LookUpAnswer = z.object({
  question: z.string(),
  right: z.boolean(),
  ms: z.number().int().min(0),
  url: z.string().max(500).optional(),
  query: z.string().max(200).optional(),
})
export type LookUpAnswer = z.infer<typeof LookUpAnswer>

export const LookUpResult = z.object({
  /** Percent of the questions answered in time. */
  score: z.number(),
  /** The best score before this round; absent when this was the first. */
  best: z.number().optional(),
  /** Questions of this round that come back in the next one. */
  comingBack: z.number().int(),
})
export type LookUpResult = z.infer<typeof LookUpResult>

export type Opened = 'right' | 'section-missing' | 'wrong'

/** Judges an opened address: the right page without its section is on the way, not wrong. */
export function judgeOpened(answers: readonly string[], opened: string): Opened {
  const [page = '', anchor] = opened.split('#', 2)
  const found = answers.map((answer) => answer.split('#', 2)).filter(([answer = '']) => samePage(answer, page))
  if (found.length === 0) return 'wrong'
  return found.some(([, section]) => section === undefined || section === anchor) ? 'right' : 'section-missing'
}

const samePage = (a: string, b: string): boolean => a.replace(/\/$/, '') === b.replace(/\/$/, '')
