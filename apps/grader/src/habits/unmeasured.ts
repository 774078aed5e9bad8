// Stretches in which commands may have run that nothing told: inside scripts, tmux, shells in pods, and shells without marks.
import { oncePerReading } from './once.ts'
import type { Reading, Run } from './reading.ts'

/** A password and a line that was typed before the prompt came may go into a shell whose lines are all told. */
const TYPED_UNTOLD = 40 // bytes

/**
 * The runs of this time that hide what was done, each from `at` to `until`. With a terminal only that one's; with a task only
 * what ran on its machines, or on base, from where all are in reach. Empty: what the log does not tell did not happen.
 */
export function unmeasured(reading: Reading, from: number, to: number, where: { terminal?: string; task?: string } = {}): Run[] {
  return hiding(reading).filter(
    (run) =>
      run.at <= to &&
      run.until >= from &&
      (where.terminal === undefined || run.terminal === where.terminal) &&
      (where.task === undefined || mayReach(run, where.task)),
  )
}

function mayReach({ task: own, calls }: Run, task: string): boolean {
  return [own, ...calls.map((call) => call.task)].some((place) => place === undefined || place === task)
}

/** An empty line was run by a shell that keeps no history. */
const hiding = oncePerReading((reading) => {
  const following = new Map<string, Run>()
  return reading.runs
    .toReversed()
    .filter((run) => {
      const next = following.get(run.terminal)
      following.set(run.terminal, run)
      return run.line === '' || run.calls.some((call) => call.opens === 'unseen') || isWithoutMarks(run, next)
    })
    .toReversed()
})

/** A shell was opened and typed into, and not one line was told: its prompt was changed, or the hook is not there. */
function isWithoutMarks(run: Run, next: Run | undefined): boolean {
  if (run.calls.at(-1)?.opens !== 'shell' || (run.typed ?? 0) < TYPED_UNTOLD) return false
  return next === undefined || next.at >= run.until
}
