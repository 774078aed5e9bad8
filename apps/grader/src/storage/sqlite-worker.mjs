// Runs SQLite on a thread of its own: synchronous=FULL waits for the disk, and a keystroke must not wait with it.
// Plain JavaScript and no zod: the type stripper and zod would cost this thread 35 MB, to pass rows through.
// @ts-check
import { parentPort, workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'

if (typeof workerData !== 'string') throw new TypeError('the path of the database is missing')
const database = new Database(workerData)
database.pragma('journal_mode = WAL')
database.pragma('synchronous = FULL')
database.pragma('foreign_keys = ON')

/**
 * @param {import('./sqlite-dialect.ts').Statement} statement
 * @returns {import('./sqlite-dialect.ts').Answer}
 */
function run({ id, sql, parameters }) {
  try {
    const statement = database.prepare(sql)
    if (statement.reader) return { id, rows: statement.all(...parameters) }
    return { id, rows: [], changes: statement.run(...parameters).changes }
  } catch (error) {
    const code = error instanceof Database.SqliteError ? error.code : 'unknown'
    return { id, failure: { message: error instanceof Error ? error.message : String(error), code } }
  }
}

parentPort?.on('message', (message) => {
  if (message === 'close') {
    database.close()
    parentPort?.close()
    return
  }
  parentPort?.postMessage(run(message))
})
