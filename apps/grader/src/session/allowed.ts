// What may be asked of a session in which phase and kind; everything else is refused in words.
import type { Level } from '@unflunk/shared/checklist'
import { AppError } from '@unflunk/shared/error'
import { type SessionState, type TaskState, taskOf } from './state.ts'

const WHY_NOT: Record<Exclude<SessionState['phase'], 'running'>, string> = {
  preparing: 'its machines are still coming up',
  grading: 'it has ended and is being graded',
  finished: 'it has ended',
  abandoned: 'it was abandoned',
  failed: 'it failed',
}

export function requireRunning(state: SessionState): void {
  if (state.phase === 'running') return
  throw new AppError('conflict', `This cannot be done in "${state.title}" now: ${WHY_NOT[state.phase]}.`)
}

/** What is said of an exam counts only while nobody has seen its score. */
export function requireUnscoredExam(state: SessionState): void {
  if (state.kind === 'exam' && (state.phase === 'running' || state.phase === 'grading')) return
  throw new AppError('conflict', `"${state.title}" is not an exam whose score is still to come.`)
}

export function requirePractice(state: SessionState): void {
  if (state.kind === 'practice') return
  throw new AppError('forbidden', 'An exam shows no grades, hints or solutions and resets nothing before its end.', {
    next: 'Practise the scenario on its own to get them at once.',
  })
}

const STRICTNESS: Record<Level, number> = { exam: 0, coach: 1, strict: 2 }

/** Leaving is always free. Up only in practice: an exam is never made stricter, or easier by a coach, on the way. */
export function requireLevel(state: SessionState, level: Level): void {
  if (state.kind === 'practice' || STRICTNESS[level] <= STRICTNESS[state.level]) return
  throw new AppError('forbidden', `"${state.title}" runs at the level "${state.level}" and cannot be raised to "${level}".`, {
    next: 'Choose the level before the exam starts.',
  })
}

export function requireTask(state: SessionState, id: string): TaskState {
  const task = taskOf(state, id)
  if (!task) throw new AppError('not-found', `"${state.title}" has no task ${id}.`)
  return task
}

export function stillRunning(title: string): AppError {
  return new AppError('conflict', `"${title}" is still running.`, { next: 'Go on with it, end it or abandon it first.' })
}

export function noSuchAttempt(): AppError {
  return new AppError('not-found', 'There is no such attempt.', { next: 'The home page lists all attempts.' })
}
