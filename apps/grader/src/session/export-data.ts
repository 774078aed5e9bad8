// What an ended attempt leaves behind, as data for another machine: without secrets in command lines and notes.
import { readFile } from 'node:fs/promises'
import type { AttemptData } from '@unflunk/shared/export'
import { z } from 'zod'
import { redact } from '../habits/redact.ts'
import type { AttemptRecord, Storage } from '../storage/storage.ts'

const Row = z.record(z.string(), z.unknown())
const Recordings = z.object({ recordings: z.array(z.object({ terminal: z.string() })) })

export async function exportAttempt(
  storage: Storage,
  { summary, state, origin }: AttemptRecord,
  result: object | undefined,
  withRecordings: boolean,
): Promise<AttemptData> {
  const recorded = Recordings.safeParse(result).data?.recordings ?? []
  const recordings = withRecordings ? await recordingTexts(storage, summary.id, recorded) : []
  return {
    summary: { id: origin ?? summary.id, title: summary.title, createdAt: summary.createdAt },
    state: withoutSecrets(Row.parse(state)),
    grades: await storage.grades(summary.id),
    events: (await storage.eventLines(summary.id)).flatMap(eventOf),
    // A report without recordings has no buttons that would look for them.
    ...(result === undefined ? {} : { result: { ...result, recordings: withRecordings ? recorded : [] } }),
    recordings,
  }
}

async function recordingTexts(storage: Storage, id: string, recorded: readonly { terminal: string }[]) {
  const found = recorded.map(async ({ terminal }) => {
    const path = await storage.recordingPath(id, terminal)
    return path === undefined ? [] : [{ terminal, text: await readFile(path, 'utf8') }]
  })
  return (await Promise.all(found)).flat()
}

/** Fields of events and of the state that hold what the candidate wrote, or what was printed. */
const OWN_WORDS: ReadonlySet<string> = new Set(['line', 'what', 'says', 'query', 'notes'])

/** Most is taken out before it is stored; logs of older versions, and notes, are not. */
function withoutSecrets(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, OWN_WORDS.has(key) && typeof value === 'string' ? redact(value) : value]),
  )
}

/** A line that was torn by a power cut is left out. */
function eventOf(line: string): Record<string, unknown>[] {
  try {
    return [withoutSecrets(Row.parse(JSON.parse(line)))]
  } catch {
    return []
  }
}
