// What every rule is, and the words that they share.
import type { Finding } from '@unflunk/shared/habits'
import { type HabitTask, percentPerPoint } from '../context.ts'
import type { Reading } from '../reading.ts'

/** Pure: the same log gives the same findings, so old logs can be read again by better rules. */
export type Rule = (reading: Reading) => Finding[]

/** `0:41:12` since the clock began. */
export function clockTime(reading: Reading, at: number): string {
  const seconds = Math.max(0, Math.round((at - reading.startedAt) / 1000))
  const two = (value: number) => String(value).padStart(2, '0')
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
}

/** `Task 4` */
export function taskName(task: HabitTask): string {
  return `Task ${task.number}`
}

/** `Deployment web in namespace apollo` */
export function objectName(object: { kind: string; name: string; namespace?: string | undefined }): string {
  return `${object.kind} ${object.name}${object.namespace === undefined ? '' : ` in namespace ${object.namespace}`}`
}

export function minutes(ms: number): string {
  const whole = Math.round(ms / 60_000)
  return whole < 1 ? `${Math.round(ms / 1000)} s` : `${whole} min`
}

/** `1 check`, `3 checks` */
export function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`
}

/** What checks of a task are worth in percent of the exam. */
export function worth(task: HabitTask, checks: Iterable<string>): number {
  const ids = new Set(checks)
  const points = task.checks.reduce((sum, check) => sum + (ids.has(check.id) ? check.points : 0), 0)
  return points * percentPerPoint(task)
}

/** A field that is left out when there is nothing to say (zod's optional fields may not be undefined here). */
export function terminalOf(run: { terminal: string } | undefined): { terminal?: string } {
  return run ? { terminal: run.terminal } : {}
}

/** The claim to points: only with checks that the grader failed. */
export function cost(task: HabitTask, checks: readonly string[]): { checks?: string[]; points?: number } {
  return checks.length === 0 ? {} : { checks: [...checks], points: worth(task, checks) }
}
