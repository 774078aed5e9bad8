// Where the points went: from 100 down to the score, the three biggest losses open, the rest folded.
import type { TaskResult } from '@unflunk/shared/api'
import type { LedgerRow } from '@unflunk/shared/habits'
import { PractiseButton } from '../grading/PractiseButton.tsx'
import { exactScore, isWithinReach, loss, percent, scoreWithout, withinReach } from '../grading/points.ts'
import { ReplayButton } from '../grading/replay-context.tsx'
import { Badge } from '../ui/Badge.tsx'
import { minutesLong } from '../ui/duration.ts'
import { Section } from '../ui/Section.tsx'
import { EmptyState } from '../ui/State.tsx'
import styles from './Ledger.module.css'
import { reasons } from './reasons.ts'

const OPEN_ROWS = 3

function timeOn(minutes: number): string {
  if (minutes === 0) return 'no time on it'
  return minutes < 1 ? 'under a minute on it' : `${minutesLong(Math.round(minutes))} on it`
}

interface RowProps {
  row: LedgerRow
  /** As the footer names it. */
  number: number
  before: number
  scenario: string | undefined
}

/** `before`: the percent still there above this row. The bar shows what this row took of it. */
function Row({ row, number, before, scenario }: RowProps) {
  const left = before - row.points
  return (
    <li className={styles.row}>
      <p className={styles.points}>
        <span className={styles.number}>{number}</span>
        {loss(row.points)}
      </p>
      <div className={styles.main}>
        <div className={styles.bar} aria-hidden="true">
          <span className={styles.kept} style={{ width: `${left}%` }} />
          <span className={styles.lost} style={{ width: `${row.points}%` }} />
        </div>
        <p className={styles.head}>
          <Badge tone={isWithinReach(row) ? 'danger' : 'neutral'}>{reasons[row.reason]}</Badge>
          <a href={`#task-${row.task}`} className={styles.title}>
            {row.title}
          </a>
          <span className={styles.minutes}>{timeOn(row.minutes)}</span>
        </p>
        <p>{row.says}</p>
        {row.next && <p className={styles.next}>{row.next}</p>}
      </div>
      <div className={styles.action}>
        {row.at !== undefined && <ReplayButton moment={{ at: row.at, terminal: row.terminal, says: row.says }} word="Clip" />}
        {scenario !== undefined && <PractiseButton scenario={scenario} title={row.title} size="small" />}
      </div>
    </li>
  )
}

type Scenarios = ReadonlyMap<string, string>

function Rows({ rows, first, before, scenarios }: { rows: readonly LedgerRow[]; first: number; before: number; scenarios: Scenarios }) {
  return (
    <ol className={styles.rows}>
      {rows.map((row, index) => (
        <Row
          key={`${row.task} ${row.reason} ${row.says}`}
          row={row}
          number={first + index}
          scenario={scenarios.get(row.task)}
          before={rows.slice(0, index).reduce((rest, above) => rest - above.points, before)}
        />
      ))}
    </ol>
  )
}

/** Habits that cost points, in the order of the rows, for the footer: "without rows 1 and 2". */
function Without({ ledger }: { ledger: readonly LedgerRow[] }) {
  const numbers = ledger.flatMap((row, index) => (isWithinReach(row) ? [index + 1] : []))
  if (numbers.length === 0) return null
  const names = new Intl.ListFormat('en-GB').format(numbers.map(String))
  const rows = withinReach(ledger)
  return (
    <p className={styles.without}>
      Without {numbers.length === 1 ? 'row' : 'rows'} {names}: <strong>{percent(scoreWithout(ledger, rows))}</strong>
    </p>
  )
}

type LedgerProps = { ledger: readonly LedgerRow[]; score: number; tasks: readonly Pick<TaskResult, 'id' | 'scenario'>[] }

export function Ledger({ ledger, score, tasks }: LedgerProps) {
  const scenarios = new Map(tasks.map(({ id, scenario }) => [id, scenario]))
  const exact = exactScore(ledger)
  const open = ledger.slice(0, OPEN_ROWS)
  const folded = ledger.slice(OPEN_ROWS)
  return (
    <Section title="Where your points went">
      {ledger.length === 0 ? (
        <div className={styles.panel}>
          <EmptyState icon="check" title="Nowhere">
            Every point is yours.
          </EmptyState>
        </div>
      ) : (
        <div className={styles.panel}>
          <p className={styles.end}>
            <strong>100 %</strong> is where everybody starts
          </p>
          <Rows rows={open} first={1} before={100} scenarios={scenarios} />
          {folded.length > 0 && (
            <details className={styles.more}>
              <summary>
                {folded.length} more, {loss(folded.reduce((sum, row) => sum + row.points, 0))}
              </summary>
              <Rows rows={folded} first={OPEN_ROWS + 1} before={open.reduce((rest, row) => rest - row.points, 100)} scenarios={scenarios} />
            </details>
          )}
          <div className={styles.foot}>
            <p className={styles.end}>
              <strong>{percent(exact)}</strong> is left{exact !== score && `, told as ${score} %`}
            </p>
            <Without ledger={ledger} />
          </div>
        </div>
      )}
    </Section>
  )
}
