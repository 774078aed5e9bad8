// Kysely's SQLite over the worker thread: statements go out as messages, rows come back.
import { Worker } from 'node:worker_threads'
import { AppError } from '@unflunk/shared/error'
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'

function failureOf(path: string, { message, code }: { message: string; code: string }): AppError {
  if (code === 'SQLITE_FULL') {
    return new AppError('no-space', `The disk of ${path} is full: the attempt could not be saved.`, {
      next: 'Free some disk space, then try again.',
    })
  }
  return new AppError('internal', `The database ${path} refused a statement: ${message} (${code}).`)
}

/** What the thread is asked, and what it answers. */
export interface Statement {
  readonly id: number
  readonly sql: string
  readonly parameters: readonly unknown[]
}

export type Answer =
  | { readonly id: number; readonly rows: unknown[]; readonly changes?: number }
  | { readonly id: number; readonly failure: { readonly message: string; readonly code: string } }

/** It passes rows through and keeps nothing; by default its young generation alone could grow to 48 MB. */
const SMALL_HEAP = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 128 }

class WorkerConnection implements DatabaseConnection {
  readonly #path: string
  readonly #worker: Worker
  readonly #waiting = new Map<number, { resolve: (answer: Answer) => void; reject: (error: unknown) => void }>()
  #lastId = 0
  #dead: unknown

  constructor(path: string) {
    this.#path = path
    this.#worker = new Worker(new URL('./sqlite-worker.mjs', import.meta.url), { workerData: path, resourceLimits: SMALL_HEAP })
    this.#worker.on('message', (answer: Answer) => {
      this.#waiting.get(answer.id)?.resolve(answer)
      this.#waiting.delete(answer.id)
    })
    this.#worker.on('error', (error) => this.#die(error))
    this.#worker.on('exit', () => this.#die(new Error('its thread ended')))
  }

  #die(cause: unknown): void {
    this.#dead ??= new AppError('internal', `The database ${this.#path} cannot be used.`, { cause, next: 'Start Unflunk again.' })
    for (const { reject } of this.#waiting.values()) reject(this.#dead)
    this.#waiting.clear()
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.#dead !== undefined) throw this.#dead
    const id = ++this.#lastId
    const answer = await new Promise<Answer>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#worker.postMessage({ id, sql: query.sql, parameters: query.parameters } satisfies Statement)
    })
    if ('failure' in answer) throw failureOf(this.#path, answer.failure)
    // The rows are what SQLite answered to a query that kysely typed: the one edge where a type is taken on trust.
    const rows = answer.rows as R[]
    return answer.changes === undefined ? { rows } : { rows, numAffectedRows: BigInt(answer.changes) }
  }

  // biome-ignore lint/correctness/useYield: nothing here streams; kysely asks for the method
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new AppError('internal', 'This database does not stream rows.')
  }

  async close(): Promise<void> {
    if (this.#dead !== undefined) return
    const ended = new Promise<void>((resolve) => this.#worker.once('exit', () => resolve()))
    this.#worker.postMessage('close')
    await ended
  }
}

class WorkerDriver implements Driver {
  readonly #connection: WorkerConnection
  constructor(path: string) {
    this.#connection = new WorkerConnection(path)
  }
  async init(): Promise<void> {}
  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection
  }
  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }
  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'))
  }
  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('rollback'))
  }
  async releaseConnection(): Promise<void> {}
  async destroy(): Promise<void> {
    await this.#connection.close()
  }
}

/** One connection, so kysely runs transactions one after the other. */
export function sqliteDialect(path: string): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new WorkerDriver(path),
    createIntrospector: (database) => new SqliteIntrospector(database),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}
