// What the grader keeps: attempts, their grades, and append-only files. The only code that writes to the user's disk or a database.
import type { AttemptSummary } from '@unflunk/shared/api'
import type { TaskGrade } from '@unflunk/shared/grading'
import type { AppendFile } from './append-file.ts'
import type { DrillStorage } from './drills.ts'

/** `state` is the session's state as its owner wrote it; storage does not look inside. */
export interface AttemptRecord {
  readonly summary: AttemptSummary
  readonly state: unknown
  /** Its id on the machine where it was sat; undefined when that is this one. */
  readonly origin?: string
}

/** An attempt from another machine, under an id of this one. */
export interface ImportedAttempt {
  readonly record: AttemptRecord
  readonly tasks: readonly TaskRecord[]
  readonly grades: readonly GradeRecord[]
  readonly result: unknown
  readonly eventLines: readonly string[]
  readonly recordings: readonly { readonly terminal: string; readonly text: string }[]
}

/** A task as it was drawn for an attempt: kept apart from `state` so that history can be asked by domain. */
export interface TaskRecord {
  readonly id: string
  readonly number: number
  readonly scenario: string
  readonly domain: string
  /** Percent of the exam. */
  readonly weight: number
}

/** The best grade that a task got in one practice attempt. */
export interface PractisedRecord {
  readonly attempt: string
  readonly scenario: string
  readonly domain: string
  /** Of its points, 0 to 1. */
  readonly share: number
  /** When it was graded last. */
  readonly at: number
}

export type GradeKind = 'final' | 'silent' | 'practice'

export interface GradeRecord {
  readonly task: string
  readonly kind: GradeKind
  readonly grade: TaskGrade
}

/** Methods throw AppError `no-space` when the disk is full and `internal` on other failures of the disk or database. */
export interface Storage {
  readonly drills: DrillStorage

  /** Newest first. */
  attempts(): Promise<AttemptSummary[]>
  attempt(id: string): Promise<AttemptRecord | undefined>
  /** Attempts that were preparing, running or grading when last saved. */
  live(): Promise<AttemptRecord[]>
  /** Resolves when the record is on the disk. A second save of the same attempt replaces the first. */
  saveAttempt(record: AttemptRecord): Promise<void>
  saveTasks(attempt: string, tasks: readonly TaskRecord[]): Promise<void>
  /** A new `final` grade replaces the task's older final one; the other kinds pile up. */
  addGrade(attempt: string, record: GradeRecord): Promise<void>
  /** In the order they were added. */
  grades(attempt: string): Promise<GradeRecord[]>
  /** Nothing of it can be seen before all of it is on the disk. */
  importAttempt(imported: ImportedAttempt): Promise<void>
  /** Whether an attempt has this id, or had it on the machine where it was sat. */
  isHere(id: string): Promise<boolean>
  /** Every task that was graded in practice, also in attempts that never came to their end; in the order of their last grades. */
  practised(): Promise<PractisedRecord[]>
  /** Rows and files. Unknown ids are fine. */
  deleteAttempt(id: string): Promise<void>
  /** All rows of all tables, and all files of attempts. */
  deleteAll(): Promise<void>

  /** The result as it was shown, JSON; undefined until it is saved. A newer one replaces it. */
  saveResult(attempt: string, result: unknown): Promise<void>
  result(attempt: string): Promise<unknown>

  /** The attempt's event log, opened for appending; a torn last line is repaired. */
  openEvents(attempt: string): Promise<AppendFile>
  /** Whole lines of the event log, as written. */
  eventLines(attempt: string): Promise<string[]>
  /** The recording of one terminal, opened for appending; a torn last line is repaired. */
  openRecording(attempt: string, terminal: string): Promise<AppendFile>
  /** The recording's file; undefined when there is none. */
  recordingPath(attempt: string, terminal: string): Promise<string | undefined>
  /** Notes that the grader is alive now, cheaply and without waiting for the disk: after a kill it tells since when it was away. */
  beat(attempt: string, now: number): Promise<void>
  /** The last beat, epoch milliseconds. */
  lastBeat(attempt: string): Promise<number | undefined>

  /** JSON that the user set, by name; undefined when it was never set. A newer one replaces it. */
  setting(name: string): Promise<unknown>
  saveSetting(name: string, value: unknown): Promise<void>

  close(): Promise<void>
}
