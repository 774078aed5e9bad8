// Advice 13: ended with time left and points open on tasks that were opened.
import type { Finding } from '@unflunk/shared/habits'
import { failedChecks, type HabitTask } from '../context.ts'
import { firstOpened, type Reading } from '../reading.ts'
import { clockTime, count, minutes, type Rule, worth } from './rule.ts'
import { EARLY_END_MS } from './thresholds.ts'

export const earlyEnd: Rule = (reading) => {
  const ended = reading.events('ended')[0]
  if (reading.context.kind !== 'exam' || !ended || ended.reason === 'abandoned') return []
  const open = reading.context.tasks.filter((task) => isOpen(reading, task))
  if (ended.reason === 'candidate' && ended.msLeft > EARLY_END_MS) {
    return open.length === 0 ? [] : [slip(reading, ended.seq, ended.at, ended.msLeft, open)]
  }
  const review = reading.events('review-opened').at(-1)
  if (!review) return []
  const says = `You opened the review at ${clockTime(reading, review.at)} and used the time up to the end.`
  return [{ advice: '13', rule: 'early-end', kind: 'kept', at: review.at, says, evidence: [review.seq, ended.seq] }]
}

/** Opened, and at least one check failed. What we could not check is no open point of the candidate's. */
function isOpen(reading: Reading, task: HabitTask): boolean {
  return Number.isFinite(firstOpened(reading, task.id)) && failedChecks(task).size > 0
}

function slip(reading: Reading, seq: number, at: number, msLeft: number, open: readonly HabitTask[]): Finding {
  const percent = Math.round(open.reduce((sum, task) => sum + worth(task, failedChecks(task)), 0))
  const numbers = open.map((task) => task.number).join(', ')
  return {
    advice: '13',
    rule: 'early-end',
    kind: 'slip',
    at,
    says: `You ended with ${minutes(msLeft)} left and about ${percent} % open on ${count(open.length, 'task')} that you had opened (${numbers}).`,
    next: `Take the review list first: in ${minutes(msLeft)} task ${open[0]?.number} alone was worth another look.`,
    evidence: [...reading.events('review-opened').map((event) => event.seq), seq],
  }
}
