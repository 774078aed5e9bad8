// The timeline's twin: the same facts as rows of a table.
import type { AttemptResult } from '@unflunk/shared/api'
import { ReplayButton, useReplays } from '../grading/replay-context.tsx'
import { momentOf } from './fact-replay.ts'
import { factsOf } from './facts.ts'
import { guidesOf } from './lanes.ts'
import styles from './TimelineTable.module.css'

export function TimelineTable({ result }: { result: AttemptResult }) {
  const { clock, find } = useReplays()
  const numbers = new Map(result.tasks.map(({ id, number }) => [id, number]))
  const whole = guidesOf(result).map(({ at, says }) => ({ kind: 'note' as const, task: undefined, at, says, terminal: undefined }))
  const rows = [...factsOf(result), ...whole].toSorted((one, other) => one.at - other.at)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls has to be reached by keys
    <section className={styles.scroll} aria-label="Timeline as a table" tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Task</th>
            <th scope="col">What happened</th>
            <th scope="col">Replay</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index} data-kind={row.kind}>
              <td>{clock(row.at)}</td>
              <td>{row.task === undefined ? 'all' : (numbers.get(row.task) ?? row.task)}</td>
              <td>{row.says}</td>
              <td>
                {find(momentOf(row)) ? (
                  <ReplayButton moment={momentOf(row)} word="Clip" brief />
                ) : (
                  <span className={styles.none}>not recorded</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
