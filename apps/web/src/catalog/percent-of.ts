import type { Step } from '@unflunk/shared/session'

const share = ({ state, done, total }: Step): number => {
  if (state === 'done') return 1
  return state === 'running' && done !== undefined && total ? Math.min(1, done / total) : 0
}

/** How far a list of steps has come, every step counting the same, in whole percents. 100 only when all are done. */
export function percentOf(steps: readonly Step[]): number {
  if (steps.length === 0) return 0
  return Math.floor((steps.reduce((sum, step) => sum + share(step), 0) / steps.length) * 100)
}
