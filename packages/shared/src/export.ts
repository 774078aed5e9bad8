// What leaves this machine as a file and comes in on another: one attempt, or everything. Versioned: old files stay readable.
import { z } from 'zod'
import { AppError } from './error.ts'
import { TaskGrade } from './grading.ts'

const EXPORT_VERSION = 1

/** The largest file that is taken in. Recordings make most of it. */
export const MAX_IMPORT_BYTES = 64 * 1024 * 1024

/** Rows that the grader reads again by their own shapes, which know their own versions. */
const Row = z.record(z.string(), z.unknown())

/** An attempt with all that it left behind. Secrets are taken out of command lines and notes; recordings are there only when asked for. */
const AttemptData = z.object({
  /** `id` is that of the machine where it was sat: the same attempt is not taken in twice. */
  summary: z.object({ id: z.string().min(1), title: z.string(), createdAt: z.number() }),
  state: Row,
  grades: z.array(z.object({ task: z.string(), kind: z.enum(['final', 'silent', 'practice']), grade: TaskGrade })),
  /** The event log, in order. */
  events: z.array(Row),
  /** An `AttemptResult`, as it was shown; absent when the attempt was abandoned or never graded. */
  result: Row.optional(),
  /** asciicast v3, as text. */
  recordings: z.array(z.object({ terminal: z.string().regex(/^[a-z0-9-]+$/), text: z.string() })),
})
export type AttemptData = z.infer<typeof AttemptData>

const DrillData = z.object({
  drill: z.string(),
  cards: z.array(z.object({ card: z.string(), box: z.number(), due: z.number(), seen: z.number(), missed: z.number() })),
  /** Oldest first. */
  rounds: z.array(z.object({ at: z.number(), score: z.number(), ms: z.number(), details: z.unknown() })),
})

/** `unflunk`: the mark by which a file of ours is known. */
export const ExportFile = z.object({
  unflunk: z.literal('export'),
  version: z.literal(EXPORT_VERSION),
  exportedAt: z.number(),
  attempts: z.array(AttemptData),
  drills: z.array(DrillData),
})
export type ExportFile = z.infer<typeof ExportFile>

/** A file with the parts of an export. */
export function exportFile(exportedAt: number, attempts: AttemptData[], drills: ExportFile['drills']): ExportFile {
  return { unflunk: 'export', version: EXPORT_VERSION, exportedAt, attempts, drills }
}

const Marked = z.object({ unflunk: z.literal('export'), version: z.number() })

/** Throws AppError `bad-request` that names what is wrong with the file. */
export function readExport(value: unknown): ExportFile {
  const marked = Marked.safeParse(value)
  if (!marked.success) throw refused('This is not an export of Unflunk.', 'Choose a .json file that an export has saved.')
  const { version } = marked.data
  if (version > EXPORT_VERSION) {
    throw refused(
      `This export was made by a newer Unflunk: its format is ${version}, this one reads ${EXPORT_VERSION}.`,
      'Update Unflunk here first.',
    )
  }
  const file = ExportFile.safeParse(value)
  if (file.success) return file.data
  const [issue] = file.error.issues
  throw refused(`This export is damaged at "${issue?.path.join('.')}": ${issue?.message}.`, 'Export it once more.')
}

/** The text of a chosen file. Throws AppError `bad-request`. */
export function parseExport(text: string): ExportFile {
  return readExport(jsonOf(text))
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw refused(
      `This file is not JSON: ${cause instanceof Error ? cause.message : cause}.`,
      'Choose a .json file that an export has saved.',
    )
  }
}

function refused(message: string, next: string): AppError {
  return new AppError('bad-request', message, { next })
}
