// The score against the pass mark. After a fail the nearest points come first, not the blame.
import { type AttemptResult, isFullMock } from '@unflunk/shared/api'
import { minutesLong } from '../ui/duration.ts'
import { loss, nearestPoints, percent, scoreWithout } from './points.ts'
import styles from './ScoreHead.module.css'

const ends = { candidate: 'you ended it', time: 'time was up', abandoned: 'abandoned' } as const

function Scale({ score, passMark, predicted }: { score: number; passMark: number; predicted: number | undefined }) {
  return (
    <div className={styles.scale} aria-hidden="true">
      <span className={styles.fill} style={{ width: `${score}%` }} />
      {predicted !== undefined && <span className={styles.guess} style={{ left: `${predicted}%` }} />}
      <span className={styles.needed} style={{ left: `${passMark}%` }} />
    </div>
  )
}

function Nearest({ result }: { result: AttemptResult }) {
  const { ledger } = result.habits
  const rows = nearestPoints(ledger, result.passMark)
  if (rows.length === 0) return null
  return (
    <div className={styles.nearest}>
      <p className={styles.lead}>
        The nearest points: {rows.length === 1 ? 'this alone' : 'these'} would have made it {percent(scoreWithout(ledger, rows))}.
      </p>
      <ul>
        {rows.map((row) => (
          <li key={`${row.task} ${row.reason}`}>
            <span className={styles.gain}>{loss(row.points).replace('−', '+')}</span>
            <span>
              <a href={`#task-${row.task}`}>{row.title}</a>
              {row.next && `: ${row.next}`}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}

const sleeps = { good: 'you slept well', short: 'you slept short', bad: 'you slept badly' } as const
const places = { quiet: 'the place was quiet', noisy: 'the place was noisy' } as const

/** What the candidate said before the score was shown. Shown beside it, never counted. */
function Said({ report }: { report: NonNullable<AttemptResult['selfReport']> }) {
  const { prediction, sleep, place } = report
  const said = [sleep && sleeps[sleep], place && places[place]].filter((words) => words !== undefined)
  return (
    <p className={styles.about}>
      {prediction !== undefined && (
        <>
          You predicted <strong className={styles.predicted}>{prediction} %</strong>
          {said.length > 0 && '; '}
        </>
      )}
      {said.length > 0 && `you said that ${said.join(' and that ')} (this stays on this machine and never counts)`}.
    </p>
  )
}

export function ScoreHead({ result }: { result: AttemptResult }) {
  const { score, passMark, passed, minutes, minutesUsed } = result
  return (
    <header className={styles.head}>
      <p className={styles.title}>
        {result.attempt.title}
        {!isFullMock(result.attempt) && ` (practice exam, ${result.attempt.level} level)`}
      </p>
      <h1 className={styles.score} data-passed={passed}>
        {score} %{' '}
        <span className={styles.verdict}>
          {passed ? 'passed' : 'not passed'} ({passMark} needed)
        </span>
      </h1>
      <Scale score={score} passMark={passMark} predicted={result.selfReport?.prediction} />
      <p className={styles.about}>
        {minutesLong(Math.round(minutesUsed))} of {minutesLong(minutes)} used, {ends[result.endedReason]}
      </p>
      {result.selfReport && <Said report={result.selfReport} />}
      {!passed && <Nearest result={result} />}
    </header>
  )
}
