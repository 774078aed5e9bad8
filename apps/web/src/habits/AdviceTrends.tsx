// The thirteen ways as small multiples: a trend each, in words and marks, and what stands now for those that one attempt cannot show.
import type { AdviceTrend, HistoryAttempt } from '@unflunk/shared/history'
import { Numbered } from '../ui/Numbered.tsx'
import { Section } from '../ui/Section.tsx'
import styles from './AdviceTrends.module.css'
import { Trend, TrendLegend } from './Trend.tsx'
import { TrendTable } from './TrendTable.tsx'
import { outcomeOf, trendWords } from './trend-words.ts'

const standingWords = { slipped: 'slipped: ', kept: 'kept: ', clear: '', 'not-measured': '' } as const

function Standing({ standing }: { standing: AdviceTrend['standings'][number] }) {
  const { state, says, next, urgent } = standing
  return (
    <p className={styles.standing} data-outcome={outcomeOf(state)}>
      <span className="sr-only">{standingWords[state]}</span>
      {urgent && <strong>Urgent. </strong>}
      {says} {next}
    </p>
  )
}

function Card({ trend }: { trend: AdviceTrend }) {
  const says = trendWords(trend.states, 'slipped')
  const measured = trend.states.some((state) => state !== 'not-measured')
  return (
    <li className={styles.card}>
      <Numbered number={trend.advice} title={trend.title} heading size="small" />
      {(measured || trend.standings.length === 0) && (
        <div className={styles.row}>
          <Trend states={trend.states} says={says} />
          <span className={styles.says} aria-hidden="true">
            {says}
          </span>
        </div>
      )}
      {trend.standings.map((standing) => (
        <Standing key={standing.rule} standing={standing} />
      ))}
    </li>
  )
}

export function AdviceTrends({ advices, attempts }: { advices: readonly AdviceTrend[]; attempts: readonly HistoryAttempt[] }) {
  return (
    <Section title="The thirteen ways, attempt by attempt" aside={<TrendLegend />}>
      <ul className={styles.grid}>
        {advices.map((trend) => (
          <Card key={trend.advice} trend={trend} />
        ))}
      </ul>
      <TrendTable
        label="The thirteen ways"
        rows={advices.map(({ advice, title, states }) => ({ id: advice, title: `${advice} ${title}`, states }))}
        attempts={attempts}
      />
    </Section>
  )
}
