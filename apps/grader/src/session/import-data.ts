// Takes attempts of another machine in: under new ids, marked, and each only once.
import { AttemptResult, type AttemptSummary } from '@unflunk/shared/api'
import { AppError } from '@unflunk/shared/error'
import { type AttemptData, readExport } from '@unflunk/shared/export'
import { z } from 'zod'
import type { Storage } from '../storage/storage.ts'
import { isLive, SessionState } from './state.ts'
import { summaryOf } from './view.ts'

interface ImportParts {
  readonly storage: Storage
  readonly now: number
  /** A short random word. */
  readonly random: () => string
}

/** Throws AppError `bad-request` that names what is wrong; then nothing was taken in. */
export async function importData(parts: ImportParts, value: unknown): Promise<{ imported: AttemptSummary[]; alreadyHere: number }> {
  const { storage } = parts
  const { attempts, drills } = readExport(value)
  const states = attempts.map(stateOf)
  const imported: AttemptSummary[] = []
  for (const [index, data] of attempts.entries()) {
    const state = states[index]
    if (!state || (await storage.isHere(data.summary.id))) continue
    imported.push(await take(parts, data, { ...state, id: await freshId(parts.storage, parts.random) }))
  }
  for (const drill of drills) await storage.drills.merge(drill)
  return { imported, alreadyHere: attempts.length - imported.length }
}

function stateOf({ summary, state }: AttemptData): SessionState {
  const parsed = SessionState.safeParse(state)
  if (!parsed.success) {
    throw new AppError('bad-request', `The attempt "${summary.title}" in this export cannot be read: ${z.prettifyError(parsed.error)}`, {
      next: 'Export it once more with the same version of Unflunk as here.',
    })
  }
  if (isLive(parsed.data.phase)) {
    throw new AppError('bad-request', `The attempt "${summary.title}" in this export had not ended.`, {
      next: 'End it there, then export it once more.',
    })
  }
  return parsed.data
}

/** Not of the form of our own ids, which machines are named after. */
async function freshId(storage: Storage, random: () => string): Promise<string> {
  const id = `imported-${random()}`
  return (await storage.isHere(id)) ? freshId(storage, random) : id
}

async function take({ storage, now }: ImportParts, data: AttemptData, state: SessionState): Promise<AttemptSummary> {
  const summary = { ...summaryOf(state), importedAt: now }
  const recorded = new Set(data.recordings.map(({ terminal }) => terminal))
  // A result of another version is left out: it is put together anew from the grades and the log.
  const result = AttemptResult.safeParse(data.result).data
  await storage.importAttempt({
    record: { summary, state, origin: data.summary.id },
    tasks: state.drill ? [] : state.tasks, // the places of a drill are no part of the curriculum
    grades: data.grades,
    result: result && { ...result, attempt: summary, recordings: result.recordings.filter(({ terminal }) => recorded.has(terminal)) },
    eventLines: data.events.map((event) => JSON.stringify({ ...event, attempt: state.id })),
    recordings: data.recordings,
  })
  return summary
}
