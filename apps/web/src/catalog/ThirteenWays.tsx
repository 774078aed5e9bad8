import { Link } from '@tanstack/react-router'
import type { AdviceTrend, History } from '@unflunk/shared/history'
import { Trend } from '../habits/Trend.tsx'
import { trendWords } from '../habits/trend-words.ts'
import { Numbered } from '../ui/Numbered.tsx'
import { Section } from '../ui/Section.tsx'
import styles from './ThirteenWays.module.css'
import { type Way, ways } from './thirteen.ts'

const parts = [
  { when: 'before', title: 'Before the exam' },
  { when: 'exam', title: 'In the exam' },
] as const

/** The worst of what stands now, for advice that is seen over weeks. */
function standingOf({ standings }: AdviceTrend) {
  return standings.find(({ state }) => state === 'slipped') ?? standings.find(({ state }) => state === 'kept')
}

/** What was measured stands below the title; what never was keeps its advice. */
function Below({ way, trend }: { way: Way; trend: AdviceTrend | undefined }) {
  const standing = trend && standingOf(trend)
  if (standing) return standing.says
  if (!trend?.states.some((state) => state !== 'not-measured')) return way.instead
  const says = trendWords(trend.states, 'slipped')
  return (
    <>
      <Trend states={trend.states} says={says} />
      <span className={styles.says} aria-hidden="true">
        {says}
      </span>
    </>
  )
}

function Card({ way, trend }: { way: Way; trend: AdviceTrend | undefined }) {
  return (
    <li className={styles.card} title={trend ? way.instead : undefined}>
      <Numbered number={way.id} title={way.title} size="small">
        <Below way={way} trend={trend} />
      </Numbered>
    </li>
  )
}

/** The product's spine: each way to flunk, and what to do instead, until attempts have shown which of them are used. */
export function ThirteenWays({ history }: { history: History | undefined }) {
  const trends = history && history.attempts.length > 0 ? history.advices : []
  const aside =
    trends.length > 0 ? (
      <Link to="/history">History and coverage</Link>
    ) : (
      <span className={styles.hint}>After an exam, you see which of them you used.</span>
    )
  return (
    <Section title="Thirteen ways to flunk" aside={aside}>
      {parts.map((part) => (
        <div key={part.when} className={styles.part} data-when={part.when}>
          <h3 className={styles.when}>{part.title}</h3>
          <ol className={styles.grid}>
            {ways
              .filter((way) => way.when === part.when)
              .map((way) => (
                <Card key={way.id} way={way} trend={trends.find(({ advice }) => advice === way.id)} />
              ))}
          </ol>
        </div>
      ))}
    </Section>
  )
}
