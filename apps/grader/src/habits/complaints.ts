// Which command each well-known error message came from.
import type { HabitEventOf } from '@unflunk/shared/habits'
import { oncePerReading } from './once.ts'
import type { Run } from './reading.ts'

export type Complaint = HabitEventOf<'complained'>

/** By the `seq` of the command's start. A message without a command in sight (a script, tmux) belongs to none. */
export const complaintsByRun = oncePerReading((reading): ReadonlyMap<number, readonly Complaint[]> => {
  const starts = new Map(reading.runs.map((run) => [run.seq, run]))
  const newest = new Map<string, Run>()
  const found = new Map<number, Complaint[]>()
  for (const event of reading.log) {
    const run = starts.get(event.seq)
    if (run) newest.set(`${run.terminal} ${run.host}`, run)
    if (event.type !== 'complained') continue
    const from = newest.get(`${event.terminal} ${event.host}`)
    if (from && event.at <= from.until) found.set(from.seq, [...(found.get(from.seq) ?? []), event])
  }
  return found
})
