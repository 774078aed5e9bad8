// Bookmarks: the allowed page at once. Only what was opened from the room is seen.
import type { Checklist, ChecklistItem } from '@unflunk/shared/checklist'
import type { HabitEventOf } from '@unflunk/shared/habits'
import { lookUps } from '../look-ups.ts'
import type { Reading } from '../reading.ts'
import { clockTime, count } from '../rules/rule.ts'
import { LOOK_UP_MS, SLOW_LOOK_UPS } from '../rules/thresholds.ts'
import { type Evidence, item } from './item.ts'

const UNSEEN = 'You opened no documentation from the room; what another tab shows leaves no trace.'

/** A page, and the searches made since the one before. */
interface Page {
  readonly opened: HabitEventOf<'docs-opened'>
  readonly searches: number
}

export function bookmarks(evidence: Evidence): Checklist {
  const found = pages(evidence.reading)
  return {
    id: 'bookmarks',
    title: 'Bookmarks',
    items: [reached(evidence, found), inTime(evidence), allowed(evidence, found)],
  }
}

function pages(reading: Reading): Page[] {
  const searched = reading.events('docs-searched')
  const opened = reading.events('docs-opened')
  return opened.map((event, index) => {
    const before = opened[index - 1]?.at ?? Number.NEGATIVE_INFINITY
    return { opened: event, searches: searched.filter(({ at }) => at > before && at <= event.at).length }
  })
}

function reached(evidence: Evidence, found: readonly Page[]): ChecklistItem {
  const it = item(evidence, 'at-once', 'Reach a page by Quick Reference, a bookmark or one search')
  const wandering = found.find(({ searches }) => searches > 1)
  if (wandering) {
    const { opened, searches } = wandering
    return it.missed(
      `${searches} searches before the page at ${clockTime(evidence.reading, opened.at)}.`,
      opened,
      'Look at the Quick Reference of the task first: it names the page.',
    )
  }
  const [first] = found
  if (!first) return it.notYet(UNSEEN)
  return it.done(`${count(found.length, 'page')} opened, none after more than one search.`, first.opened)
}

function inTime(evidence: Evidence): ChecklistItem {
  const it = item(evidence, 'in-time', 'Find what you need within 60 seconds')
  const measured = lookUps(evidence.reading)
  const slow = measured.filter(({ ms }) => ms > LOOK_UP_MS)
  const longest = Math.round(Math.max(...measured.map(({ ms }) => ms)) / 1000)
  const [first] = slow
  if (first && slow.length >= SLOW_LOOK_UPS) {
    return it.missed(
      `${slow.length} of ${count(measured.length, 'look-up')} took over 60 s until the next command, the longest ${longest} s.`,
      first.opened,
      'Search for the kind and the word "example", and copy: reading whole pages is for before the exam.',
    )
  }
  if (measured.length === 0) return it.notYet(UNSEEN)
  return it.done(`${count(measured.length, 'look-up')}, the longest ${longest} s until the next command.`, measured[0]?.opened)
}

function allowed(evidence: Evidence, found: readonly Page[]): ChecklistItem {
  const it = item(evidence, 'allowed', 'Stay on the allowed pages')
  const [refused] = evidence.reading.events('docs-refused')
  if (refused) {
    const because = `${refused.url} was asked for at ${clockTime(evidence.reading, refused.at)}; it is not on the list of this exam.`
    return it.missed(because, refused, 'Only the pages of the documentation panel may be opened in the exam.')
  }
  const [first] = found
  if (!first) return it.notYet(UNSEEN)
  return it.done(`${count(found.length, 'page')} opened, all of them allowed.`, first.opened)
}
