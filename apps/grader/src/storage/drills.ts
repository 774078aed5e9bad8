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
  /** Every drill that has a round or a card, by its id. */
  all(): Promise<DrillRecord[]>
  /** Adds what another machine knows: rounds that are not here yet, and cards that were seen more often there. */
  merge(record: DrillRecord): Promise<void>
}

export interface DrillRecord {
  readonly drill: string
  readonly cards: DrillCard[]
  readonly rounds: DrillRound[]
}

export function drillStorage(database: Kysely<Tables>): DrillStorage {
  return {
    cards: (drill) => cardsOf(database, drill),
    rounds: (drill) => roundsOf(database, drill),
    async saveRound(drill, round, cards) {
      await database.transaction().execute((transaction) => add(transaction, { drill, cards: [...cards], rounds: [round] }))
    },
    async all() {
      const cards = database.selectFrom('drill_cards').select('drill')
      const drills = await cards.union(database.selectFrom('drill_rounds').select('drill')).orderBy('drill').execute()
      return await Promise.all(
        drills.map(async ({ drill }) => ({ drill, cards: await cardsOf(database, drill), rounds: await roundsOf(database, drill) })),
      )
    },
    async merge({ drill, cards, rounds }) {
      await database.transaction().execute(async (transaction) => {
        const played = new Set((await roundsOf(transaction, drill)).map(({ at }) => at))
        const seen = new Map((await cardsOf(transaction, drill)).map((card) => [card.card, card.seen]))
        await add(transaction, {
          drill,
          cards: cards.filter((card) => card.seen > (seen.get(card.card) ?? 0)),
          rounds: rounds.filter(({ at }) => !played.has(at)),
        })
      })
    },
  }
}

async function cardsOf(database: Kysely<Tables>, drill: string): Promise<DrillCard[]> {
  return await database
    .selectFrom('drill_cards')
    .select(['card', 'box', 'due', 'seen', 'missed'])
    .where('drill', '=', drill)
    .orderBy('card')
    .execute()
}

/** In the order in which they ended: rounds of another machine may have come in later. */
async function roundsOf(database: Kysely<Tables>, drill: string): Promise<DrillRound[]> {
  const rows = await database.selectFrom('drill_rounds').selectAll().where('drill', '=', drill).orderBy('at').orderBy('id').execute()
  return rows.map(({ at, score, ms, details }) => ({ at, score, ms, details: JSON.parse(details) }))
}

async function add(transaction: Kysely<Tables>, { drill, cards, rounds }: DrillRecord): Promise<void> {
  for (const { at, score, ms, details } of rounds) {
    // JSON has no undefined.
    const row = { drill, at, score, ms, details: JSON.stringify(details ?? null) }
    await transaction.insertInto('drill_rounds').values(row).execute()
  }
  for (const { card, box, due, seen, missed } of cards) {
    await transaction
      .insertInto('drill_cards')
      .values({ drill, card, box, due, seen, missed })
      .onConflict((conflict) => conflict.columns(['drill', 'card']).doUpdateSet({ box, due, seen, missed }))
      .execute()
  }
}
