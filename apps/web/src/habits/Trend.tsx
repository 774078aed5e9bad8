// A small trend: one mark per attempt, oldest first. Height and shape tell the state, colour only repeats it.
import { classes } from '../ui/classes.ts'
import styles from './Trend.module.css'
import { outcomeOf, type TrendState } from './trend-words.ts'

/** `says`: the trend in words; everything that is drawn is in them or in the table of the page. */
export function Trend({ states, says }: { states: readonly TrendState[]; says: string }) {
  return (
    <span className={styles.trend} role="img" aria-label={says}>
      {states.map((state, index) => (
        <span key={index} className={classes(styles.mark, styles[outcomeOf(state)])} />
      ))}
    </span>
  )
}

export function TrendLegend() {
  const marks = [
    ['bad', 'slipped or missed'],
    ['good', 'kept or done'],
    ['clear', 'nothing seen'],
    ['none', 'not measured'],
  ] as const
  return (
    <ul className={styles.legend}>
      {marks.map(([outcome, words]) => (
        <li key={outcome}>
          <span className={classes(styles.mark, styles[outcome])} aria-hidden="true" />
          {words}
        </li>
      ))}
    </ul>
  )
}
