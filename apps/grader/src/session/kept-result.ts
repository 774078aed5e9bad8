// Results as they were stored: read in today's shape, and whether better rules may read their logs again.
import { AttemptResult } from '@unflunk/shared/api'
import { z } from 'zod'
import { RULES_VERSION } from '../habits/report.ts'
import type { PreparedTask } from '../scenario/task.ts'
import { shownChecks } from './grading.ts'

const WithHabits = z.looseObject({ habits: z.looseObject({}) })

/** Undefined when there is none, or it cannot be read. What an older Unflunk did not know of is empty. */
export function readKept(stored: unknown): AttemptResult | undefined {
  const older = WithHabits.safeParse(stored)
  if (!older.success) return undefined
  const kept = AttemptResult.safeParse({ ...older.data, habits: { checklists: [], ...older.data.habits } })
  return kept.success ? kept.data : undefined
}

export function isReadByTodaysRules({ habits }: AttemptResult): boolean {
  return habits.rules === RULES_VERSION
}

/** Tasks that were changed since would be judged by checks that the candidate never met: then the stored result stands. */
export function hasTheSameTasks({ tasks }: AttemptResult, prepared: ReadonlyMap<string, PreparedTask>): boolean {
  return tasks.every((task) => {
    const now = prepared.get(task.id)
    return now !== undefined && now.markdown === task.markdown && JSON.stringify(shownChecks(now)) === JSON.stringify(task.checks)
  })
}
