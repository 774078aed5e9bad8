// A listener for long work: who waits (a terminal, a page) hears the steps in the order they happen.

/** `done`/`total` are counts of `unit` ("MB", "images"). The same `id` is sent again as a step moves on. */
export interface StepUpdate {
  readonly id: string
  readonly title: string
  readonly state: 'waiting' | 'running' | 'done' | 'failed'
  readonly done?: number
  readonly total?: number
  readonly unit?: string
  readonly message?: string
}

export type Progress = (update: StepUpdate) => void

export const noProgress: Progress = () => {}
