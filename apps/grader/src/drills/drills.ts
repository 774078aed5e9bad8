// The drills that need no cluster, and what is known of all of them: rounds, personal bests, cards that come back.

import type { DocsPage } from '@unflunk/shared/docs'
import { pagesOf } from '@unflunk/shared/docs'
import {
  DrillId,
  type DrillSummary,
  type LookUpAnswer,
  type LookUpQuestion,
  type LookUpResult,
  type LookUpTrack,
} from '@unflunk/shared/drill'
import { AppError } from '@unflunk/shared/error'
import type { Clock } from '../lib/clock.ts'
import type { Catalog } from '../scenario/catalog.ts'
import { allowedDocs } from '../scenario/docs.ts'
import type { Storage } from '../storage/storage.ts'
import { inTurn, movedCard } from './leitner.ts'

/** More than anybody answers in five minutes: a round ends by its clock. */
const QUESTIONS_IN_ROUND = 30
const ROUNDS_SHOWN = 20

export interface DrillsParts {
  readonly clock: Clock
  readonly storage: Pick<Storage, 'drills'>
  readonly catalog: Pick<Catalog, 'docs' | 'lookUps'>
  /** From 0 to below 1. */
  readonly random: () => number
}

export class Drills {
  readonly #parts: DrillsParts

  constructor(parts: DrillsParts) {
    this.#parts = parts
  }

  docs(): { pages: DocsPage[] } {
    return { pages: this.#parts.catalog.docs.flatMap(pagesOf) }
  }

  async summaries(): Promise<DrillSummary[]> {
    const { storage, clock } = this.#parts
    return await Promise.all(
      DrillId.options.map(async (drill) => {
        const [rounds, cards] = await Promise.all([storage.drills.rounds(drill), storage.drills.cards(drill)])
        const best = bestOf(rounds)
        return {
          drill,
          rounds: rounds.slice(-ROUNDS_SHOWN).map(({ at, score, ms }) => ({ at, score, ms })),
          ...(best === undefined ? {} : { best }),
          due: cards.filter(({ due }) => due <= clock.now()).length,
          seen: cards.length,
        }
      }),
    )
  }

  async startLookUp(track: LookUpTrack): Promise<{ questions: LookUpQuestion[]; allowedDocs: string[] }> {
    const { catalog, storage, clock } = this.#parts
    const tracks = track === 'both' ? (['cka', 'cks'] as const) : [track]
    const pool = catalog.lookUps.filter((question) => tracks.some((one) => one === question.track))
    if (pool.length === 0)
      throw new AppError('not-found', 'There are no look-up questions for this exam.', { next: 'Choose the other exam.' })
    const byId = new Map(pool.map((question) => [question.id, question]))
    const order = inTurn(this.#shuffled([...byId.keys()]), await storage.drills.cards('look-up'), clock.now())
    const questions = order.slice(0, QUESTIONS_IN_ROUND).flatMap((id) => byId.get(id) ?? [])
    return { questions, allowedDocs: [...new Set(tracks.flatMap((one) => allowedDocs(catalog.docs, one)))] }
  }

  async finishLookUp(answers: readonly LookUpAnswer[]): Promise<LookUpResult> {
    const { storage, catalog, clock } = this.#parts
    const unknown = answers.find(({ question }) => !catalog.lookUps.some(({ id }) => id === question))
    if (unknown) throw new AppError('bad-request', `There is no look-up question ${unknown.question}.`, { next: 'Start a new round.' })
    const [cards, rounds] = await Promise.all([storage.drills.cards('look-up'), storage.drills.rounds('look-up')])
    const known = new Map(cards.map((card) => [card.card, card]))
    const now = clock.now()
    const moved = answers.map(({ question, right }) => movedCard(question, known.get(question), right, now))
    const score = Math.round((100 * answers.filter(({ right }) => right).length) / answers.length)
    const ms = answers.reduce((sum, answer) => sum + answer.ms, 0)
    await storage.drills.saveRound('look-up', { at: now, score, ms, details: { answers } }, moved)
    const best = bestOf(rounds)
    return { score, ...(best === undefined ? {} : { best }), comingBack: moved.filter(({ box }) => box === 0).length }
  }

  /** Fisher and Yates. */
  #shuffled(names: string[]): string[] {
    const left = [...names]
    return names.flatMap(() => left.splice(Math.floor(this.#parts.random() * left.length), 1))
  }
}

function bestOf(rounds: readonly { score: number }[]): number | undefined {
  return rounds.length === 0 ? undefined : Math.max(...rounds.map(({ score }) => score))
}
