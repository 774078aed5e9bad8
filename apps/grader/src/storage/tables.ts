// The database's tables and how they came to be. Portable SQL: epoch-millisecond integers, JSON as text.
import type { Generated, Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

export interface Tables {
  attempts: {
    id: string
    kind: string
    source: string
    title: string
    phase: string
    created_at: number
    ended_at: number | null
    score: number | null
    pass_mark: number | null
    level: string | null
    state: string
    result: string | null
    /** Epoch milliseconds; null for what was sat here. */
    imported_at: number | null
    /** Its id on the machine where it was sat. */
    origin: string | null
  }
  tasks: { attempt: string; id: string; number: number; scenario: string; domain: string; weight: number }
  grades: {
    id: Generated<number>
    attempt: string
    task: string
    kind: string
    at: number
    points: number
    of: number
    verdicts: string
  }
  drill_cards: { drill: string; card: string; box: number; due: number; seen: number; missed: number }
  /** What the user set: JSON by name. */
  settings: { name: string; value: string }
  drill_rounds: { id: Generated<number>; drill: string; at: number; score: number; ms: number; details: string }
}

async function firstTables(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('attempts')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('phase', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('ended_at', 'bigint')
    .addColumn('score', 'double precision')
    .addColumn('pass_mark', 'double precision')
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('result', 'text')
    .execute()
  await database.schema
    .createTable('tasks')
    .addColumn('attempt', 'text', (column) => column.notNull().references('attempts.id').onDelete('cascade'))
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('scenario', 'text', (column) => column.notNull())
    .addColumn('domain', 'text', (column) => column.notNull())
    .addColumn('weight', 'double precision', (column) => column.notNull())
    .addPrimaryKeyConstraint('tasks_key', ['attempt', 'id'])
    .execute()
  await database.schema
    .createTable('grades')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('attempt', 'text', (column) => column.notNull().references('attempts.id').onDelete('cascade'))
    .addColumn('task', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('points', 'double precision', (column) => column.notNull())
    .addColumn('of', 'double precision', (column) => column.notNull())
    .addColumn('verdicts', 'text', (column) => column.notNull())
    .execute()
  await database.schema.createIndex('grades_by_attempt').on('grades').columns(['attempt', 'id']).execute()
}

async function drills(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('drill_cards')
    .addColumn('drill', 'text', (column) => column.notNull())
    .addColumn('card', 'text', (column) => column.notNull())
    .addColumn('box', 'integer', (column) => column.notNull())
    .addColumn('due', 'bigint', (column) => column.notNull())
    .addColumn('seen', 'integer', (column) => column.notNull())
    .addColumn('missed', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('drill_cards_key', ['drill', 'card'])
    .execute()
  await database.schema
    .createTable('drill_rounds')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('drill', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('score', 'double precision', (column) => column.notNull())
    .addColumn('ms', 'bigint', (column) => column.notNull())
    .addColumn('details', 'text', (column) => column.notNull())
    .execute()
  await database.schema.createIndex('drill_rounds_by_drill').on('drill_rounds').columns(['drill', 'id']).execute()
}

async function imports(database: Kysely<unknown>): Promise<void> {
  await database.schema.alterTable('attempts').addColumn('imported_at', 'bigint').execute()
  await database.schema.alterTable('attempts').addColumn('origin', 'text').execute()
}

async function settings(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('settings')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('value', 'text', (column) => column.notNull())
    .execute()
}

async function levels(database: Kysely<unknown>): Promise<void> {
  await database.schema.alterTable('attempts').addColumn('level', 'text').execute()
}

/** Run in the order of their names; a published one is never changed. */
export const migrations: Record<string, Migration> = {
  '001-first-tables': { up: firstTables },
  '002-drills': { up: drills },
  '003-imports': { up: imports },
  '004-settings': { up: settings },
  '005-levels': { up: levels },
}

/** In an order in which they can be emptied. A new table that is not named here is a compile error. */
const tables = {
  grades: true,
  tasks: true,
  attempts: true,
  drill_cards: true,
  drill_rounds: true,
  settings: true,
} as const satisfies Record<keyof Tables, true>
export const tableNames = Object.keys(tables) as readonly (keyof Tables)[]
