// What happened when, for the lanes of the report.
import type { Timeline } from '@unflunk/shared/habits'
import type { Reading } from './reading.ts'

/** A command that makes ten objects is one mark. */
const ONE_MARK_MS = 5_000

type Mark = Timeline['marks'][number]

export function timeline(reading: Reading): Timeline {
  return {
    visits: reading.visits.map(({ task, from, to }) => ({ task, from, to })),
    marks: thin([...changes(reading), ...flags(reading), ...lookUps(reading)].toSorted((one, other) => one.at - other.at)),
    banked: reading.events('silent-grade').flatMap(({ task, at, points, of }) => (task === undefined ? [] : [{ task, at, points, of }])),
  }
}

function changes(reading: Reading): Mark[] {
  return reading.events('object-changed').flatMap(({ task, at }) => (task === undefined ? [] : [{ task, at, type: 'change' }]))
}

function flags(reading: Reading): Mark[] {
  return reading.events('flagged').flatMap(({ task, at }) => (task === undefined ? [] : [{ task, at, type: 'flag' }]))
}

function lookUps(reading: Reading): Mark[] {
  return reading.events('docs-opened').flatMap(({ task, at }) => (task === undefined ? [] : [{ task, at, type: 'look-up' }]))
}

function thin(marks: readonly Mark[]): Mark[] {
  const last = new Map<string, number>()
  return marks.filter(({ task, type, at }) => {
    const key = `${task} ${type}`
    if (at - (last.get(key) ?? Number.NEGATIVE_INFINITY) < ONE_MARK_MS) return false
    last.set(key, at)
    return true
  })
}
