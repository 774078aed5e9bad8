// The curriculum by weight: each bar is as long as its domain is heavy, filled by what was solved and tried.
import type { BulletState, DomainCoverage, TrackCoverage } from '@unflunk/shared/history'
import { Section } from '../ui/Section.tsx'
import { useNow } from '../ui/use-now.ts'
import styles from './Coverage.module.css'
import { daysAgo } from './days.ts'

const words: Readonly<Record<BulletState, string>> = {
  solved: 'solved',
  attempted: 'tried, not solved yet',
  never: 'not tried',
  'no-task': 'no task here yet',
}

const percent = (value: number) => `${Math.round(value)} %`

function Bar({ domain, heaviest }: { domain: DomainCoverage; heaviest: number }) {
  const part = (value: number) => ({ width: `${(value / heaviest) * 100}%` })
  return (
    <span className={styles.track} aria-hidden="true">
      <span className={styles.solved} style={part(domain.solved)} />
      <span className={styles.attempted} style={part(domain.attempted - domain.solved)} />
      <span className={styles.never} style={part(domain.offered - domain.attempted)} />
      <span className={styles.none} style={part(domain.weight - domain.offered)} />
    </span>
  )
}

function Domain({ domain, heaviest, now }: { domain: DomainCoverage; heaviest: number; now: number }) {
  const { title, weight, solved, lastAt, bullets, offered } = domain
  return (
    <li>
      <details>
        <summary className={styles.domain}>
          <span className={styles.title}>{title}</span>
          <Bar domain={domain} heaviest={heaviest} />
          <span className={styles.figures}>
            {percent(solved).replace(' %', '')} of {percent(weight)}
          </span>
          <span className={styles.last}>{lastAt === undefined ? (offered === 0 ? 'no task yet' : 'never') : daysAgo(lastAt, now)}</span>
        </summary>
        <ul className={styles.bullets}>
          {bullets.map((bullet) => (
            <li key={bullet.key} data-state={bullet.state}>
              {bullet.title}: <span>{words[bullet.state]}</span>
            </li>
          ))}
        </ul>
      </details>
    </li>
  )
}

const legend = [
  ['solved', 'solved'],
  ['attempted', 'tried'],
  ['never', 'not tried'],
  ['none', 'no task here yet'],
] as const

export function Coverage({ coverage }: { coverage: TrackCoverage }) {
  const now = useNow(60_000)
  const { track, solved, attempted, offered, domains } = coverage
  const heaviest = Math.max(1, ...domains.map(({ weight }) => weight))
  return (
    <Section
      title={`${track.toUpperCase()} by weight`}
      aside={
        <ul className={styles.legend}>
          {legend.map(([look, word]) => (
            <li key={look}>
              <span className={styles[look]} aria-hidden="true" />
              {word}
            </li>
          ))}
        </ul>
      }
    >
      <p className={styles.sum}>
        You solved tasks for {percent(solved)} of the exam and tried {percent(attempted)}; there are tasks here for {percent(offered)}. The
        last column is the last time you practised.
      </p>
      <ul className={styles.panel}>
        {domains.map((domain) => (
          <Domain key={domain.key} domain={domain} heaviest={heaviest} now={now} />
        ))}
      </ul>
    </Section>
  )
}
