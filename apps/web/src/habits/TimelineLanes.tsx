// What happened when: a lane per task, the budget ghosted behind the time that was really spent.
import type { AttemptResult } from '@unflunk/shared/api'
import { useReplays } from '../grading/replay-context.tsx'
import { Section } from '../ui/Section.tsx'
import { Tooltip } from '../ui/Tooltip.tsx'
import { type Lane, lanesOf, spanOf, ticksOf } from './lanes.ts'
import styles from './TimelineLanes.module.css'

const markWords = { change: 'a change on its machines', flag: 'flagged', 'look-up': 'a page of the documentation' } as const

function Track({ lane }: { lane: Lane }) {
  const { find, show, clock } = useReplays()
  return (
    <div className={styles.track}>
      {lane.budget && <span className={styles.budget} style={{ left: `${lane.budget.left}%`, width: `${lane.budget.width}%` }} />}
      {lane.visits.map(({ at, left, width }) => {
        const moment = { at, says: `The page of task ${lane.number} was opened` }
        const style = { left: `${left}%`, width: `${width}%` }
        return find({ ...moment, at: at + 6_000 }) ? (
          <button
            key={at}
            type="button"
            className={styles.visit}
            style={style}
            aria-label={`Replay task ${lane.number} from ${clock(at)}`}
            onClick={() => show({ ...moment, at: at + 6_000 })}
          />
        ) : (
          <span key={at} className={styles.visit} style={style} />
        )
      })}
      {lane.marks.map(({ left, type }) => (
        <span key={`${type} ${left}`} className={styles.mark} data-type={type} style={{ left: `${left}%` }} title={markWords[type]} />
      ))}
      {lane.banked.map(({ left, points, of }) => (
        <span
          key={left}
          className={styles.banked}
          data-full={points === of}
          style={{ left: `${left}%` }}
          title={`${points} of ${of} points when it was left`}
        />
      ))}
      {lane.findings.map(({ left, finding }) => (
        <Tooltip key={`${finding.rule} ${finding.at}`} says={finding.says} side="top">
          <button
            type="button"
            className={styles.finding}
            data-kind={finding.kind}
            style={{ left: `${left}%` }}
            aria-label={finding.says}
            aria-disabled={!find(finding)}
            onClick={() => find(finding) && show(finding)}
          />
        </Tooltip>
      ))}
    </div>
  )
}

const legend = [
  ['visit', 'on its page'],
  ['budget', 'its budget'],
  ['change', 'a change'],
  ['banked', 'points when left'],
  ['slip', 'a slip'],
  ['kept', 'well done'],
] as const

export function TimelineLanes({ result }: { result: AttemptResult }) {
  const lanes = lanesOf(result)
  if (lanes.every((lane) => lane.visits.length === 0)) return null
  return (
    <Section
      title="Timeline"
      aside={
        <ul className={styles.legend}>
          {legend.map(([kind, word]) => (
            <li key={kind} data-kind={kind}>
              {word}
            </li>
          ))}
        </ul>
      }
    >
      <div className={styles.panel}>
        <ul className={styles.lanes}>
          {lanes.map((lane) => (
            <li key={lane.task} className={styles.lane}>
              <a href={`#task-${lane.task}`} className={styles.name}>
                <span className={styles.number}>{lane.number}</span>
                {lane.title}
              </a>
              <Track lane={lane} />
            </li>
          ))}
        </ul>
        <div className={styles.axis} aria-hidden="true">
          {ticksOf(spanOf(result)).map(({ minute, left }) => (
            <span key={minute} style={{ left: `${left}%` }}>
              {minute} min
            </span>
          ))}
        </div>
      </div>
    </Section>
  )
}
