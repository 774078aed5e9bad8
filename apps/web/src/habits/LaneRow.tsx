// One task's lane. Arrow keys walk along it, up and down change the lane, Enter replays what is in focus.
import { memo, useState } from 'react'
import { useReplays } from '../grading/replay-context.tsx'
import { momentOf } from './fact-replay.ts'
import styles from './LaneRow.module.css'
import type { Lane, PlacedFact } from './lanes.ts'

/** Told of the fact under the pointer or in focus, for the line below the lanes. */
type OnFact = (fact: PlacedFact, number: number) => void

export const LaneRow = memo(function LaneRow({ lane, onFact }: { lane: Lane; onFact: OnFact }) {
  const [current, setCurrent] = useState(0)
  const { find, show, clock } = useReplays()
  return (
    <li className={styles.lane}>
      <a href={`#task-${lane.task}`} className={styles.name}>
        <span className={styles.number}>{lane.number}</span>
        {lane.title}
      </a>
      <div className={styles.track}>
        {lane.budget && <span className={styles.budget} style={{ left: `${lane.budget.left}%`, width: `${lane.budget.width}%` }} />}
        {lane.facts.length > 0 && (
          <div role="toolbar" aria-label={`Task ${lane.number}, ${lane.title}`} className={styles.facts}>
            {lane.facts.map((fact, index) => {
              const moment = momentOf(fact)
              const recorded = find(moment) !== undefined
              return (
                <button
                  key={index}
                  type="button"
                  className={styles.fact}
                  data-kind={fact.kind}
                  data-full={fact.full}
                  data-left={fact.left}
                  style={{ left: `${fact.left}%`, ...(fact.kind === 'visit' ? { width: `${fact.width}%` } : {}) }}
                  tabIndex={index === current ? 0 : -1}
                  aria-label={`${clock(fact.at)}, ${fact.says}`}
                  aria-disabled={!recorded}
                  onFocus={() => {
                    setCurrent(index)
                    onFact(fact, lane.number)
                  }}
                  onMouseEnter={() => onFact(fact, lane.number)}
                  onClick={() => recorded && show(moment)}
                />
              )
            })}
          </div>
        )}
      </div>
    </li>
  )
})
