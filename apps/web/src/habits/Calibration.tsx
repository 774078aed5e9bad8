// Predictions against scores: on the diagonal is who knows where they stand; right of it, who is overconfident.
import { type HistoryAttempt, TREND_FROM } from '@unflunk/shared/history'
import styles from './Calibration.module.css'
import { dayOf } from './days.ts'

type Point = { id: string; title: string; at: number; predicted: number; score: number }

function pointsOf(attempts: readonly HistoryAttempt[]): Point[] {
  return attempts.flatMap(({ id, title, at, score, selfReport }) =>
    selfReport?.prediction === undefined ? [] : [{ id, title, at, predicted: selfReport.prediction, score: Math.round(score) }],
  )
}

function gapWords({ predicted, score }: Point): string {
  if (predicted === score) return 'exactly'
  return predicted > score ? `${predicted - score} too high` : `${score - predicted} too low`
}

function meanGap(points: readonly Point[]): string {
  const mean = Math.round(points.reduce((sum, { predicted, score }) => sum + predicted - score, 0) / points.length)
  if (mean === 0) return 'On average you are right.'
  return `On average you predict ${Math.abs(mean)} points too ${mean > 0 ? 'high' : 'low'}.`
}

function Plot({ points }: { points: readonly Point[] }) {
  const ticks = [0, 50, 100]
  return (
    <svg className={styles.plot} viewBox="-26 -8 142 134" role="img" aria-label={`${meanGap(points)} The list beside it has the numbers.`}>
      <rect className={styles.frame} x="0" y="0" width="100" height="100" />
      <line className={styles.diagonal} x1="0" y1="100" x2="100" y2="0" />
      {ticks.map((tick) => (
        <g key={tick} className={styles.tick}>
          <text x={tick} y="109" textAnchor="middle">
            {tick}
          </text>
          <text x="-4" y={100 - tick + 2.5} textAnchor="end">
            {tick}
          </text>
        </g>
      ))}
      <text className={styles.axis} x="50" y="121" textAnchor="middle">
        predicted %
      </text>
      <text className={styles.axis} transform="translate(-19 50) rotate(-90)" textAnchor="middle">
        score %
      </text>
      {points.map(({ id, predicted, score }, index) => (
        <circle key={id} className={styles.point} data-newest={index === points.length - 1} cx={predicted} cy={100 - score} r="3" />
      ))}
    </svg>
  )
}

export function Calibration({ attempts }: { attempts: readonly HistoryAttempt[] }) {
  const points = pointsOf(attempts)
  if (points.length === 0) {
    return <p className={styles.none}>No prediction yet. When you end an exam you may say what score you expect, before it is shown.</p>
  }
  return (
    <div className={styles.panel}>
      {points.length >= TREND_FROM && <Plot points={points} />}
      <div className={styles.words}>
        <p className={styles.mean}>
          {points.length >= TREND_FROM
            ? meanGap(points)
            : `${points.length === 1 ? 'One prediction' : 'Two predictions'} so far; they are plotted from ${TREND_FROM} on.`}
        </p>
        <ul className={styles.list}>
          {points.toReversed().map((point) => (
            <li key={point.id}>
              <span>{dayOf(point.at)}</span>
              <span>{point.title}</span>
              <span>
                predicted {point.predicted} %, scored {point.score} %
              </span>
              <span className={styles.gap}>{gapWords(point)}</span>
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}
