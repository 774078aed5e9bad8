// Bookmarks: the allowed page at once. Only what was opened from the room is seen.
import type { Checklist, ChecklistItem } from '@unflunk/shared/checklist'
import type { HabitEventOf } from '@unflunk/shared/habits'
import type { Reading } from '../reading.ts'
import { clockTime, count } from '../rules/rule.ts'
import { LOOK_UP_MS, SLOW_LOOK_UPS } from '../rules/thresholds.ts'
import { type Evidence, item } from './item.ts'

const UNSEEN = 'You opened no documentation from the room; what another tab shows leaves no trace.'

/** From the first search to the page, and on to the next command. */
interface LookUp {
  readonly opened: HabitEventOf<'docs-opened'>
  /** Searches made since the page before. */
  readonly searches: number
  /** Until a command followed; undefined when none did. */
  readonly ms: number | undefined
}

export function bookmarks(evidence: Evidence): Checklist {
  const found = lookUps(evidence.reading)
  return {
    id: 'bookmarks',
    title: 'Bookmarks',
    items: [reached(evidence, found), inTime(evidence, found), allowed(evidence, found)],
  }
}

function lookUps(reading: Reading): LookUp[] {
  const searched = reading.events('docs-searched')
  const opened = reading.events('docs-opened')
  return opened.map((event, index) => {
    const before = opened[index - 1]?.at ?? Number.NEGATIVE_INFINITY
    const searches = searched.filter(({ at }) => at > before && at <= event.at)
    const next = reading.runs.find((run) => run.at > event.at)
    const nextPage = opened[index + 1]
    const from = searches[0]?.at ?? event.at
    // A page followed by another page was not the one.
    const until = nextPage && next && nextPage.at < next.at ? nextPage.at : next?.at
    return { opened: event, searches: searches.length, ms: until === undefined ? undefined : until - from }
  })
}

function reached(evidence: Evidence, found: readonly LookUp[]): ChecklistItem {
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

function inTime(evidence: Evidence, found: readonly LookUp[]): ChecklistItem {
  const it = item(evidence, 'in-time', 'Find what you need within 60 seconds')
  const measured = found.filter(({ ms }) => ms !== undefined)
  const slow = measured.filter(({ ms = 0 }) => ms > LOOK_UP_MS)
  const [first] = slow
  if (first && slow.length >= SLOW_LOOK_UPS) {
    const longest = Math.round(Math.max(...slow.map(({ ms = 0 }) => ms)) / 1000)
    return it.missed(
      `${slow.length} of ${count(measured.length, 'look-up')} took over 60 s until the next command, the longest ${longest} s.`,
      first.opened,
      'Search for the kind and the word "example", and copy: reading whole pages is for before the exam.',
    )
  }
  if (measured.length === 0) return it.notYet(UNSEEN)
  const longest = Math.round(Math.max(...measured.map(({ ms = 0 }) => ms)) / 1000)
  return it.done(`${count(measured.length, 'look-up')}, the longest ${longest} s until the next command.`, measured[0]?.opened)
}

function allowed(evidence: Evidence, found: readonly LookUp[]): ChecklistItem {
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
