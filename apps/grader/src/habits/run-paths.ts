// The files that a command names.
import { fileHistories } from './file-history.ts'
import type { PlacedCall, Reading, Run } from './reading.ts'

/** Absolute. Words of a call that are no paths come along: they name no file that a look has found. */
export function pathsOf(run: Run, call: PlacedCall): string[] {
  return [...call.argv.filter((word) => !word.startsWith('-')), ...call.writes].map((word) => absolute(run, word))
}

export function absolute(run: Run, word: string): string {
  if (word.startsWith('/')) return word
  return `${run.cwd.replace(/\/$/, '')}/${word.replace(/^\.\//, '')}`
}

/** Whether a file was there at the start of its task; undefined when nobody looked. */
export function wasGiven(reading: Reading, task: string, host: string, path: string): boolean | undefined {
  return fileHistories(reading, task)
    .find((history) => history.host === host)
    ?.base.has(path)
}
