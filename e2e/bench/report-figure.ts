// The report after an exam: a synthetic two-hour log of 5,000 events, read by all rules. Needs no machines.
import { report } from '../../apps/grader/src/habits/report.ts'
import { longExam } from '../../apps/grader/src/habits/testing/long-exam.ts'
import type { Figure } from './figure.ts'

const ROUNDS = 9

export function reportFigures(): Figure[] {
  const { log, context } = longExam()
  const times = Array.from({ length: ROUNDS }, () => {
    // Processor time: it is one computation without a wait, and so the same on a machine that has other work.
    const before = process.cpuUsage()
    report(log, context)
    return process.cpuUsage(before).user / 1000
  })
  const [first = Number.NaN] = times
  const median = times.toSorted((one, other) => one - other)[Math.floor(ROUNDS / 2)] ?? Number.NaN
  return [
    { id: 'report', title: `report over ${log.length} events in two hours`, unit: 'ms', value: median, target: 200 },
    { id: 'report-first', title: 'the same, the first one of a process', unit: 'ms', value: first },
  ]
}
