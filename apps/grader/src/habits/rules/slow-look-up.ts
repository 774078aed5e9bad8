// Advice 5: a minute and more in the documentation before the next command, again and again; or a page that the exam does not allow.
import type { Finding } from '@unflunk/shared/habits'
import { type LookUp, lookUps } from '../look-ups.ts'
import type { Reading } from '../reading.ts'
import { clockTime, count, type Rule } from './rule.ts'
import { LOOK_UP_MS, PRAISE_FROM_LOOK_UPS, SLOW_LOOK_UPS } from './thresholds.ts'

export const slowLookUp: Rule = (reading) => {
  const slips = [...slow(reading), ...refused(reading)]
  return slips.length > 0 ? slips : kept(reading)
}

function slow(reading: Reading): Finding[] {
  const all = lookUps(reading)
  const long = all.filter(({ ms }) => ms > LOOK_UP_MS)
  const longest = long.reduce<LookUp | undefined>((most, one) => (most && most.ms >= one.ms ? most : one), undefined)
  if (!longest || long.length < SLOW_LOOK_UPS) return []
  return [
    {
      advice: '5',
      rule: 'slow-look-up',
      kind: 'slip',
      at: longest.opened.at,
      says: `${long.length} of ${count(all.length, 'look-up')} took over a minute until the next command; the longest took ${seconds(longest.ms)}, from ${longest.opened.url}.`,
      next: 'Bookmark the section with the example you copied, not the page: five minutes of the look-up drill train just this.',
      evidence: long.map(({ opened }) => opened.seq),
    },
  ]
}

function refused(reading: Reading): Finding[] {
  const all = reading.events('docs-refused')
  const [first] = all
  if (!first) return []
  return [
    {
      advice: '5',
      rule: 'slow-look-up',
      kind: 'slip',
      ...(first.task === undefined ? {} : { task: first.task }),
      at: first.at,
      says: `You asked for ${count(all.length, 'page')} outside the list of allowed ones, first ${first.url} at ${clockTime(reading, first.at)}; it was not opened.`,
      next: 'Learn which allowed page holds the answer: in the exam, a page outside the list can end the sitting.',
      evidence: all.map(({ seq }) => seq),
    },
  ]
}

function kept(reading: Reading): Finding[] {
  const all = lookUps(reading)
  const [first] = all
  if (!first || all.length < PRAISE_FROM_LOOK_UPS || all.some(({ ms }) => ms > LOOK_UP_MS)) return []
  return [
    {
      advice: '5',
      rule: 'slow-look-up',
      kind: 'kept',
      at: first.opened.at,
      says: `${all.length} look-ups, none over a minute; the longest took ${seconds(Math.max(...all.map(({ ms }) => ms)))} until the next command.`,
      evidence: all.map(({ opened }) => opened.seq),
    },
  ]
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`
}
