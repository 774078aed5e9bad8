// Advice 6 and 7, from the candidate's own dates: room for a second attempt, and no idle weeks after registering.
import type { Plan, Standing } from '@unflunk/shared/history'
import { DAY, days } from './past.ts'
import { IDLE_DAYS, SECOND_ATTEMPT_DAYS, SECOND_ATTEMPT_RED_DAYS } from './thresholds.ts'

/** `today` and the plan's dates as `2026-11-25`. */
function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY)
}

export function roomForSecond({ examDate, expiresOn }: Plan): Standing {
  const standing = { advice: '6', rule: 'planner' } as const
  if (examDate === undefined || expiresOn === undefined) {
    return { ...standing, state: 'not-measured', says: 'It needs two dates in your plan: your exam, and the end of your registration.' }
  }
  const room = daysBetween(examDate, expiresOn)
  if (room < 0)
    return {
      ...standing,
      state: 'slipped',
      urgent: true,
      says: `Your exam is ${days(-room)} after your registration has ended.`,
      next: 'Check both dates.',
    }
  const says = `${days(room)} between your first attempt and the end of your registration.`
  if (room >= SECOND_ATTEMPT_DAYS) return { ...standing, state: 'kept', says }
  return {
    ...standing,
    state: 'slipped',
    urgent: room < SECOND_ATTEMPT_RED_DAYS,
    says,
    next: `Take the exam earlier, so that ${SECOND_ATTEMPT_DAYS} days are left for the second attempt.`,
  }
}

/** `lastDay`: the last day with practice. */
export function registeredAndIdle({ registeredOn }: Plan, lastDay: string | undefined, today: string): Standing {
  const standing = { advice: '7', rule: 'planner' } as const
  if (registeredOn === undefined) {
    return { ...standing, state: 'not-measured', says: 'It needs a date in your plan: the day on which you registered.' }
  }
  const since = daysBetween(registeredOn, today)
  if (since < 0) return { ...standing, state: 'not-measured', says: 'The day on which you registered is still to come.' }
  const practised = lastDay !== undefined && lastDay >= registeredOn
  const idle = practised ? daysBetween(lastDay, today) : since
  if (idle >= IDLE_DAYS) {
    const says = practised ? `You have not practised for ${days(idle)}.` : `You registered ${days(since)} ago and have not practised since.`
    return { ...standing, state: 'slipped', says, next: 'Twenty minutes today break the pause.' }
  }
  if (!practised) return { ...standing, state: 'clear', says: `You registered ${days(since)} ago; a first task is due.` }
  return { ...standing, state: 'kept', says: idle === 0 ? 'You practised today.' : `You last practised ${days(idle)} ago.` }
}
