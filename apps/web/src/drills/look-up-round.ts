// A round of the look-up drill as a pure function of what was opened and of the time: sixty seconds a question, five minutes in all.
import { judgeOpened, type LookUpAnswer, type LookUpQuestion } from '@unflunk/shared/drill'

export const QUESTION_MS = 60_000
export const ROUND_MS = 5 * 60_000

export type Said = { kind: 'right' | 'late' | 'skipped'; question: LookUpQuestion; ms: number }

export type Round = {
  questions: readonly LookUpQuestion[]
  startedAt: number
  /** The question that is asked, and since when. */
  index: number
  askedAt: number
  answers: readonly LookUpAnswer[]
  /** What was opened last for this question, and how it was judged. */
  opened: { url: string; verdict: 'wrong' | 'section-missing' } | undefined
  query: string | undefined
  /** How the question before ended. */
  said: Said | undefined
  over: boolean
}

export type Move =
  | { type: 'opened'; url: string; query: string }
  | { type: 'searched'; query: string }
  | { type: 'skipped' }
  | { type: 'tick' }

export const startRound = (questions: readonly LookUpQuestion[], now: number): Round => ({
  questions,
  startedAt: now,
  index: 0,
  askedAt: now,
  answers: [],
  opened: undefined,
  query: undefined,
  said: undefined,
  over: questions.length === 0,
})

export const asked = (round: Round): LookUpQuestion | undefined => (round.over ? undefined : round.questions[round.index])

/** A question that was asked in time runs to its end; after five minutes no other is asked. */
export function play(round: Round, move: Move, now: number): Round {
  const question = asked(round)
  if (!question) return round
  // What comes after the sixty seconds comes too late, also when no tick was heard in between.
  if (now - round.askedAt >= QUESTION_MS) return next(round, question, 'late', now)
  switch (move.type) {
    case 'tick':
      return round
    case 'searched':
      return { ...round, query: move.query }
    case 'skipped':
      return next(round, question, 'skipped', now)
    case 'opened': {
      const verdict = judgeOpened(question.answers, move.url)
      const after = { ...round, query: move.query === '' ? round.query : move.query }
      if (verdict !== 'right') return { ...after, opened: { url: move.url, verdict } }
      return next({ ...after, opened: undefined }, question, 'right', now, move.url)
    }
  }
}

function next(round: Round, question: LookUpQuestion, kind: Said['kind'], now: number, url = round.opened?.url): Round {
  const ms = Math.min(QUESTION_MS, now - round.askedAt)
  const answer: LookUpAnswer = {
    question: question.id,
    right: kind === 'right',
    ms,
    ...(url === undefined ? {} : { url }),
    ...(round.query === undefined ? {} : { query: round.query }),
  }
  const over = now - round.startedAt >= ROUND_MS || round.index + 1 >= round.questions.length
  return {
    ...round,
    index: round.index + 1,
    askedAt: now,
    answers: [...round.answers, answer],
    opened: undefined,
    query: undefined,
    said: { kind, question, ms },
    over,
  }
}
