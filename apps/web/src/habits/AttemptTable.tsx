// Every attempt with its score, what was predicted, and what was said of sleep and place; newest first.
import { Link } from '@tanstack/react-router'
import type { HistoryAttempt } from '@unflunk/shared/history'
import { Section } from '../ui/Section.tsx'
import { dayOf } from './days.ts'
import styles from './HistoryTable.module.css'

const sleeps = { good: 'slept well', short: 'slept short', bad: 'slept badly' } as const
const places = { quiet: 'quiet place', noisy: 'noisy place' } as const

function conditions({ selfReport }: HistoryAttempt): string {
  const { sleep, place } = selfReport ?? {}
  return [sleep && sleeps[sleep], place && places[place]].filter(Boolean).join(', ')
}

function verdict({ score, passMark }: HistoryAttempt): string {
  if (passMark === undefined) return 'practice'
  return score >= passMark ? 'passed' : `not passed (${passMark} needed)`
}

export function AttemptTable({ attempts }: { attempts: readonly HistoryAttempt[] }) {
  if (attempts.length === 0) return null
  return (
    <Section title="Attempts" aside={<span className={styles.hint}>What you say of sleep and place stays on this machine.</span>}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls has to be reached by keys */}
      <section className={styles.scroll} aria-label="Attempts as a table" tabIndex={0}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col">Attempt</th>
              <th scope="col" className={styles.number}>
                Score
              </th>
              <th scope="col">Result</th>
              <th scope="col" className={styles.number}>
                Predicted
              </th>
              <th scope="col">Conditions</th>
            </tr>
          </thead>
          <tbody>
            {attempts.toReversed().map((attempt) => (
              <tr key={attempt.id}>
                <td>{dayOf(attempt.at)}</td>
                <th scope="row">
                  <Link to="/results/$id" params={{ id: attempt.id }}>
                    {attempt.title}
                  </Link>
                </th>
                <td className={styles.number}>{Math.round(attempt.score)} %</td>
                <td>{verdict(attempt)}</td>
                <td className={styles.number}>
                  {attempt.selfReport?.prediction === undefined ? '–' : `${attempt.selfReport.prediction} %`}
                </td>
                <td>{conditions(attempt) || '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Section>
  )
}
