// Runs SQLite on a thread of its own: synchronous=FULL waits for the disk, and a keystroke must not wait with it.
import { parentPort, workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'
import { z } from 'zod'

export interface Statement {
  readonly id: number
  readonly sql: string
  readonly parameters: readonly unknown[]
}

export type Answer =
  | { readonly id: number; readonly rows: unknown[]; readonly changes?: number }
  | { readonly id: number; readonly failure: { readonly message: string; readonly code: string } }

const { path } = z.object({ path: z.string() }).parse(workerData)
const database = new Database(path)
database.pragma('journal_mode = WAL')
database.pragma('synchronous = FULL')
database.pragma('foreign_keys = ON')

function run({ id, sql, parameters }: Statement): Answer {
  try {
    const statement = database.prepare(sql)
    if (statement.reader) return { id, rows: statement.all(...parameters) }
    return { id, rows: [], changes: statement.run(...parameters).changes }
  } catch (error) {
    const code = error instanceof Database.SqliteError ? error.code : 'unknown'
    return { id, failure: { message: error instanceof Error ? error.message : String(error), code } }
  }
}

parentPort?.on('message', (message: Statement | 'close') => {
  if (message === 'close') {
    database.close()
    parentPort?.close()
    return
  }
  parentPort?.postMessage(run(message))
})
