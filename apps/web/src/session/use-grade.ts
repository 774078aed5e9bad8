import { useCallback, useEffect, useRef, useState } from 'react'
import { type Answer, wordsOf } from '../api/call.ts'
import { useRoom } from './room-context.tsx'

export type Grading =
  | { state: 'none' }
  | { state: 'running' }
  | { state: 'graded'; answer: Answer<'gradeTask'> }
  | { state: 'failed'; message: string; next: string | undefined }

/** Grades on request; a newer request replaces the one that runs. */
export function useGrade(task: string): Grading & { start: () => void; forget: () => void } {
  const room = useRoom()
  const [grading, setGrading] = useState<Grading>({ state: 'none' })
  const running = useRef<AbortController>(undefined)
  useEffect(() => () => running.current?.abort(), [])

  const start = useCallback(() => {
    running.current?.abort()
    const controller = new AbortController()
    running.current = controller
    const settle = (next: Grading) => {
      if (!controller.signal.aborted) setGrading(next)
    }
    setGrading({ state: 'running' })
    room.grade(task, controller.signal).then(
      (answer) => settle({ state: 'graded', answer }),
      (error: unknown) => settle({ state: 'failed', ...wordsOf(error) }),
    )
  }, [room, task])

  const forget = useCallback(() => {
    running.current?.abort()
    setGrading({ state: 'none' })
  }, [])
  return { ...grading, start, forget }
}
