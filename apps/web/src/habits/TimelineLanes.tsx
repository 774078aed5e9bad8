// What happened when: a lane per task, the budget ghosted behind the time that was really spent.
import type { AttemptResult } from '@unflunk/shared/api'
import { useCallback, useMemo, useState } from 'react'
import { useReplays } from '../grading/replay-context.tsx'
import { momentOf } from './fact-replay.ts'
import { LaneRow } from './LaneRow.tsx'
import { guidesOf, lanesOf, type PlacedFact, spanOf, ticksOf } from './lanes.ts'
import styles from './TimelineLanes.module.css'
import { walkLanes } from './walk-lanes.ts'

const legend = [
  ['visit', 'on its page'],
  ['budget', 'its budget'],
  ['change', 'change'],
  ['error', 'error'],
  ['look-up', 'look-up'],
  ['flag', 'flag'],
  ['hold', 'held'],
  ['banked', 'points when left'],
  ['slip', 'slip'],
  ['kept', 'well done'],
] as const

export function TimelineLanes({ result }: { result: AttemptResult }) {
  const lanes = useMemo(() => lanesOf(result), [result])
  const guides = useMemo(() => guidesOf(result), [result])
  const [seen, setSeen] = useState<{ fact: PlacedFact; number: number }>()
  const onFact = useCallback((fact: PlacedFact, number: number) => setSeen({ fact, number }), [])
  const shown = new Set<string>(['visit', 'budget', ...lanes.flatMap(({ facts }) => facts.map(({ kind }) => kind))])
  return (
    <div className={styles.panel}>
      <ul className={styles.legend}>
        {legend
          .filter(([kind]) => shown.has(kind))
          .map(([kind, word]) => (
            <li key={kind} data-kind={kind}>
              {word}
            </li>
          ))}
      </ul>
      <div className={styles.chart}>
        <div className={styles.guides} aria-hidden="true">
          {guides.map(({ kind, left, label, says }) => (
            <span key={says} className={styles.guide} data-kind={kind} data-late={left > 97} style={{ left: `${left}%` }} title={says}>
              <span className={styles.label}>{label}</span>
            </span>
          ))}
        </div>
        <ul className={styles.lanes} onKeyDown={walkLanes}>
          {lanes.map((lane) => (
            <LaneRow key={lane.task} lane={lane} onFact={onFact} />
          ))}
        </ul>
      </div>
      <div className={styles.axis} aria-hidden="true">
        {ticksOf(spanOf(result)).map(({ minute, left }) => (
          <span key={minute} style={{ left: `${left}%` }}>
            {minute} min
          </span>
        ))}
      </div>
      <Readout seen={seen} />
    </div>
  )
}

/** What is pointed at, in words. The marks carry the same words as their names, so this line is only for the eye. */
function Readout({ seen }: { seen: { fact: PlacedFact; number: number } | undefined }) {
  const { find, clock } = useReplays()
  if (!seen) return <p className={styles.readout}>Point at a mark, or walk along a lane with the arrow keys. Enter replays it.</p>
  const { fact, number } = seen
  return (
    <p className={styles.readout} aria-hidden="true">
      <strong>
        {clock(fact.at)} Task {number}
      </strong>{' '}
      {fact.says}
      {!find(momentOf(fact)) && ' (not recorded)'}
    </p>
  )
}
