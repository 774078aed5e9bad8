// What is kept of the drills: a card per question with the day it comes back, and every round with its score.
import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

/** One question of a drill in the spaced repetition. The drill itself decides what a box means. */
export interface DrillCard {
  readonly card: string
  /** 0: missed the last time; higher boxes come back later. */
  readonly box: number
  /** Epoch milliseconds. */
  readonly due: number
  readonly seen: number
  readonly missed: number
}

export interface DrillRound {
  /** When it ended, epoch milliseconds. */
  readonly at: number
  readonly score: number
  readonly ms: number
  /** JSON: what the drill wants to remember of the round; storage does not look inside. */
  readonly details: unknown
}

/** `drill` is its id, as `look-up`. */
export interface DrillStorage {
  cards(drill: string): Promise<DrillCard[]>
  /** The round and its cards together: both are on the disk, or neither. A card that is there already is replaced. */
  saveRound(drill: string, round: DrillRound, cards: readonly DrillCard[]): Promise<void>
  /** Oldest first. */
  rounds(drill: string): Promise<DrillRound[]>
}

export function drillStorage(database: Kysely<Tables>): DrillStorage {
  return {
    async cards(drill) {
      return await database
        .selectFrom('drill_cards')
        .select(['card', 'box', 'due', 'seen', 'missed'])
        .where('drill', '=', drill)
        .orderBy('card')
        .execute()
    },
    async saveRound(drill, { at, score, ms, details }, cards) {
      await database.transaction().execute(async (transaction) => {
        await transaction
          .insertInto('drill_rounds')
          .values({ drill, at, score, ms, details: JSON.stringify(details) })
          .execute()
        for (const { card, ...rest } of cards) {
          await transaction
            .insertInto('drill_cards')
            .values({ drill, card, ...rest })
            .onConflict((conflict) => conflict.columns(['drill', 'card']).doUpdateSet(rest))
            .execute()
        }
      })
    },
    async rounds(drill) {
      const rows = await database.selectFrom('drill_rounds').selectAll().where('drill', '=', drill).orderBy('id').execute()
      return rows.map(({ at, score, ms, details }) => ({ at, score, ms, details: JSON.parse(details) }))
    },
  }
}
