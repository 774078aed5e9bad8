// Reads everything that an attempt left behind and puts its result together.
import type { AttemptResult } from '@unflunk/shared/api'
import type { TaskGrade } from '@unflunk/shared/grading'
import { nodeNames } from '@unflunk/shared/scenario'
import type { HabitContext } from '../habits/context.ts'
import { parseLog } from '../habits/recorder.ts'
import { report } from '../habits/report.ts'
import type { PreparedTask } from '../scenario/task.ts'
import type { Storage } from '../storage/storage.ts'
import { readRecording } from '../terminal/read-recording.ts'
import { buildResult } from './result.ts'
import type { SessionState } from './state.ts'

export function habitContext(
  state: SessionState,
  prepared: ReadonlyMap<string, PreparedTask>,
  grades: ReadonlyMap<string, TaskGrade>,
): HabitContext {
  const tasks = state.tasks.map(({ id, number, title, weight, minutes, host, guestOf, markdown, ...shape }) => ({
    id,
    number,
    title,
    weight,
    minutes,
    host,
    nodes: nodeNames(shape).slice(1),
    cluster: guestOf ?? id,
    text: markdown,
    checks: prepared.get(id)?.checks ?? [],
    grade: grades.get(id),
  }))
  return { kind: state.kind === 'exam' ? 'exam' : 'practice', tasks }
}

async function recordingsOf(storage: Storage, state: SessionState): Promise<AttemptResult['recordings']> {
  const numbers = Array.from({ length: state.lastTerminal }, (_, index) => index + 1)
  const found = await Promise.all(
    numbers.map(async (number) => {
      const terminal = `x${number}`
      const path = await storage.recordingPath(state.id, terminal)
      const recording = path === undefined ? undefined : await readRecording(path)
      if (!recording) return []
      const { startedAt, endsAt } = recording
      return [{ terminal, title: `terminal ${number}`, startedAt, ms: endsAt - startedAt }]
    }),
  )
  return found.flat()
}

export async function finalGrades(storage: Storage, attempt: string): Promise<Map<string, TaskGrade>> {
  const grades = await storage.grades(attempt)
  return new Map(grades.flatMap(({ kind, task, grade }) => (kind === 'final' ? [[task, grade] as const] : [])))
}

/** The log must be on the disk (`core.flush`). `now` stands in for the end of an attempt that has none. */
export async function assembleResult(
  storage: Storage,
  state: SessionState,
  prepared: ReadonlyMap<string, PreparedTask>,
  now: number,
): Promise<AttemptResult> {
  const grades = await finalGrades(storage, state.id)
  const { events } = parseLog(await storage.eventLines(state.id))
  const habits = report(events, habitContext(state, prepared, grades))
  return buildResult({ state, prepared, grades, habits, recordings: await recordingsOf(storage, state), now })
}
