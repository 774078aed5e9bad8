// The twin of trends: a row per habit, a column per attempt, a word in each cell.
import type { HistoryAttempt } from '@unflunk/shared/history'
import { dayOf } from './days.ts'
import styles from './HistoryTable.module.css'
import type { TrendState } from './trend-words.ts'

type Row = { id: string; title: string; states: readonly TrendState[] }

export function TrendTable({ label, rows, attempts }: { label: string; rows: readonly Row[]; attempts: readonly HistoryAttempt[] }) {
  return (
    <details className={styles.twin}>
      <summary>{label} as a table</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls has to be reached by keys */}
      <section className={styles.scroll} aria-label={`${label} as a table`} tabIndex={0}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Habit</th>
              {attempts.map(({ id, at, title }) => (
                <th key={id} scope="col" title={title}>
                  {dayOf(at)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ id, title, states }) => (
              <tr key={id}>
                <th scope="row">{title}</th>
                {attempts.map((attempt, index) => (
                  <td key={attempt.id}>{(states[index] ?? 'not-measured').replace('-', ' ')}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  )
}
