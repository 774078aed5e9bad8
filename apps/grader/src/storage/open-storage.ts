// Storage in one folder: a SQLite database, and a folder per attempt with its event log and recordings.
import { existsSync } from 'node:fs'
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AttemptSummary } from '@unflunk/shared/api'
import { AppError } from '@unflunk/shared/error'
import { TaskGrade } from '@unflunk/shared/grading'
import { Kysely, type Selectable, sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import { z } from 'zod'
import { AppendFile } from './append-file.ts'
import { type DrillStorage, drillStorage } from './drills.ts'
import { sqliteDialect } from './sqlite-dialect.ts'
import type { AttemptRecord, GradeRecord, ImportedAttempt, PractisedRecord, Storage } from './storage.ts'
import { migrations, type Tables, tableNames } from './tables.ts'

const GradeKind = z.enum(['final', 'silent', 'practice'])
const PathPart = z.string().regex(/^[a-z0-9-]+$/)

function summaryOf(row: Omit<Selectable<Tables['attempts']>, 'state' | 'result' | 'origin'>): AttemptSummary {
  return AttemptSummary.parse({
    id: row.id,
    kind: row.kind,
    source: row.source,
    title: row.title,
    phase: row.phase,
    createdAt: row.created_at,
    endedAt: row.ended_at ?? undefined,
    score: row.score ?? undefined,
    passMark: row.pass_mark ?? undefined,
    importedAt: row.imported_at ?? undefined,
    level: row.level ?? undefined,
  })
}

function rowOf({ summary, state, origin }: AttemptRecord) {
  return {
    id: summary.id,
    kind: summary.kind,
    source: summary.source,
    title: summary.title,
    phase: summary.phase,
    created_at: summary.createdAt,
    ended_at: summary.endedAt ?? null,
    score: summary.score ?? null,
    pass_mark: summary.passMark ?? null,
    imported_at: summary.importedAt ?? null,
    level: summary.level ?? null,
    origin: origin ?? null,
    state: JSON.stringify(state),
  }
}

function gradeRow(attempt: string, { task, kind, grade: { at, points, of, verdicts } }: GradeRecord) {
  return { attempt, task, kind, at, points, of, verdicts: JSON.stringify(verdicts) }
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

class FolderStorage implements Storage {
  readonly drills: DrillStorage
  readonly #home: string
  readonly #database: Kysely<Tables>

  constructor(home: string, database: Kysely<Tables>) {
    this.#home = home
    this.#database = database
    this.drills = drillStorage(database)
  }

  #path(attempt: string, ...rest: string[]): string {
    const id = PathPart.safeParse(attempt)
    if (!id.success) throw new AppError('not-found', `There is no attempt ${attempt}.`)
    return join(this.#home, 'attempts', id.data, ...rest)
  }

  async attempts(): Promise<AttemptSummary[]> {
    const rows = await this.#database
      .selectFrom('attempts')
      .select(['id', 'kind', 'source', 'title', 'phase', 'created_at', 'ended_at', 'score', 'pass_mark', 'imported_at', 'level'])
      .orderBy('created_at', 'desc')
      .orderBy('id')
      .execute()
    return rows.map(summaryOf)
  }

  async attempt(id: string): Promise<AttemptRecord | undefined> {
    const row = await this.#database.selectFrom('attempts').selectAll().where('id', '=', id).executeTakeFirst()
    return row && { summary: summaryOf(row), state: JSON.parse(row.state), ...(row.origin === null ? {} : { origin: row.origin }) }
  }

  async live(): Promise<AttemptRecord[]> {
    const rows = await this.#database
      .selectFrom('attempts')
      .selectAll()
      .where('phase', 'in', ['preparing', 'running', 'grading'])
      .orderBy('created_at', 'desc')
      .execute()
    return rows.map((row) => ({ summary: summaryOf(row), state: JSON.parse(row.state) }))
  }

  async saveAttempt(record: AttemptRecord): Promise<void> {
    const { id, ...changed } = rowOf(record)
    await this.#database
      .insertInto('attempts')
      .values({ id, ...changed })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(changed))
      .execute()
  }

  async saveTasks(attempt: string, tasks: Parameters<Storage['saveTasks']>[1]): Promise<void> {
    if (tasks.length === 0) return
    await this.#database
      .insertInto('tasks')
      .values(tasks.map(({ id, number, scenario, domain, weight }) => ({ attempt, id, number, scenario, domain, weight })))
      .onConflict((conflict) => conflict.columns(['attempt', 'id']).doNothing())
      .execute()
  }

  async addGrade(attempt: string, record: GradeRecord): Promise<void> {
    const { task, kind } = record
    await this.#database.transaction().execute(async (transaction) => {
      if (kind === 'final') {
        await transaction.deleteFrom('grades').where('attempt', '=', attempt).where('task', '=', task).where('kind', '=', kind).execute()
      }
      await transaction.insertInto('grades').values(gradeRow(attempt, record)).execute()
    })
  }

  async grades(attempt: string): Promise<GradeRecord[]> {
    const rows = await this.#database.selectFrom('grades').selectAll().where('attempt', '=', attempt).orderBy('id').execute()
    return rows.map((row) => ({
      task: row.task,
      kind: GradeKind.parse(row.kind),
      grade: TaskGrade.parse({ at: row.at, points: row.points, of: row.of, verdicts: JSON.parse(row.verdicts) }),
    }))
  }

  async practised(): Promise<PractisedRecord[]> {
    return await this.#database
      .selectFrom('grades')
      .innerJoin('tasks', (join) => join.onRef('tasks.attempt', '=', 'grades.attempt').onRef('tasks.id', '=', 'grades.task'))
      .where('grades.kind', '=', 'practice')
      .where('grades.of', '>', 0)
      .groupBy(['tasks.attempt', 'tasks.id', 'tasks.scenario', 'tasks.domain'])
      .select((query) => [
        'tasks.attempt',
        'tasks.scenario',
        'tasks.domain',
        query.fn.max<number>('grades.at').as('at'),
        sql<number>`max(grades.points * 1.0 / grades."of")`.as('share'),
      ])
      .orderBy('at')
      .execute()
  }

  async deleteAttempt(id: string): Promise<void> {
    await this.#database.deleteFrom('attempts').where('id', '=', id).execute()
    await rm(this.#path(id), { recursive: true, force: true })
  }

  async importAttempt({ record, tasks, grades, result, eventLines, recordings }: ImportedAttempt): Promise<void> {
    const { id } = record.summary
    await this.#write(this.#path(id, 'events.jsonl'), eventLines.map((line) => `${line}\n`).join(''))
    for (const { terminal, text } of recordings) await this.#write(this.#recording(id, terminal), text)
    // The row last: it is what makes the attempt seen.
    await this.#database.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('attempts')
        .values({ ...rowOf(record), result: result === undefined ? null : JSON.stringify(result) })
        .execute()
      for (const { id: task, number, scenario, domain, weight } of tasks) {
        await transaction.insertInto('tasks').values({ attempt: id, id: task, number, scenario, domain, weight }).execute()
      }
      for (const grade of grades) await transaction.insertInto('grades').values(gradeRow(id, grade)).execute()
    })
  }

  async #write(path: string, text: string): Promise<void> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await writeFile(path, text, { mode: 0o600 })
  }

  async isHere(id: string): Promise<boolean> {
    const row = await this.#database
      .selectFrom('attempts')
      .select('id')
      .where((where) => where.or([where('id', '=', id), where('origin', '=', id)]))
      .executeTakeFirst()
    return row !== undefined
  }

  async deleteAll(): Promise<void> {
    await this.#database.transaction().execute(async (transaction) => {
      for (const table of tableNames) await transaction.deleteFrom(table).execute()
    })
    await rm(join(this.#home, 'attempts'), { recursive: true, force: true })
    await mkdir(join(this.#home, 'attempts'), { recursive: true, mode: 0o700 })
  }

  openEvents(attempt: string): Promise<AppendFile> {
    return AppendFile.open(this.#path(attempt, 'events.jsonl'))
  }

  async eventLines(attempt: string): Promise<string[]> {
    const lines = ((await textOf(this.#path(attempt, 'events.jsonl'))) ?? '').split('\n')
    lines.pop() // empty after the last newline, or a line that is being written at this moment
    return lines
  }

  openRecording(attempt: string, terminal: string): Promise<AppendFile> {
    return AppendFile.open(this.#recording(attempt, terminal))
  }

  async recordingPath(attempt: string, terminal: string): Promise<string | undefined> {
    const path = this.#recording(attempt, terminal)
    return existsSync(path) ? path : undefined
  }

  #recording(attempt: string, terminal: string): string {
    const id = PathPart.safeParse(terminal)
    if (!id.success) throw new AppError('not-found', `There is no terminal ${terminal}.`)
    return this.#path(attempt, 'terminals', `${id.data}.cast`)
  }

  async saveResult(attempt: string, result: unknown): Promise<void> {
    await this.#database
      .updateTable('attempts')
      .set({ result: JSON.stringify(result) })
      .where('id', '=', attempt)
      .execute()
  }

  async result(attempt: string): Promise<unknown> {
    const row = await this.#database.selectFrom('attempts').select('result').where('id', '=', attempt).executeTakeFirst()
    return row?.result ? JSON.parse(row.result) : undefined
  }

  async beat(attempt: string, now: number): Promise<void> {
    const path = this.#path(attempt, 'alive')
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await writeFile(`${path}.new`, String(now), { mode: 0o600 })
    await rename(`${path}.new`, path) // a kill between the two leaves the older beat, never an empty one
  }

  async lastBeat(attempt: string): Promise<number | undefined> {
    const beat = Number(await textOf(this.#path(attempt, 'alive')))
    return Number.isFinite(beat) && beat > 0 ? beat : undefined
  }

  async setting(name: string): Promise<unknown> {
    const row = await this.#database.selectFrom('settings').select('value').where('name', '=', name).executeTakeFirst()
    return row && JSON.parse(row.value)
  }

  async saveSetting(name: string, value: unknown): Promise<void> {
    const row = { value: JSON.stringify(value) }
    await this.#database
      .insertInto('settings')
      .values({ name, ...row })
      .onConflict((conflict) => conflict.column('name').doUpdateSet(row))
      .execute()
  }

  async close(): Promise<void> {
    await this.#database.destroy()
  }
}

/** Kysely's migrator locks by writing, also with nothing to do: on a busy disk that alone made a start wait for seconds. */
async function bringUpToDate(database: Kysely<Tables>): Promise<unknown> {
  const migrator = new Migrator({ db: database, provider: { getMigrations: async () => migrations } })
  try {
    const all = await migrator.getMigrations()
    if (all.every(({ executedAt }) => executedAt !== undefined)) return undefined
    return (await migrator.migrateToLatest()).error
  } catch (error) {
    return error
  }
}

/** Opens (or makes) the storage below `home`, readable by its owner only, and brings its tables up to date. */
export async function openStorage(home: string): Promise<Storage> {
  await mkdir(join(home, 'attempts'), { recursive: true, mode: 0o700 })
  await chmod(home, 0o700)
  const path = join(home, 'unflunk.sqlite')
  const database = new Kysely<Tables>({ dialect: sqliteDialect(path) })
  const error = await bringUpToDate(database)
  if (error !== undefined) {
    await database.destroy()
    throw new AppError(
      'internal',
      `The database ${path} could not be brought up to date: ${error instanceof Error ? error.message : error}`,
      {
        cause: error,
        next: `Move ${home} aside to start afresh; nothing in it is deleted by us.`,
      },
    )
  }
  return new FolderStorage(home, database)
}
