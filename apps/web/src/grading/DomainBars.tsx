// The score by domain: each bar is as long as the domain is heavy, and as full as it was answered.
import type { AttemptResult } from '@unflunk/shared/api'
import { Section } from '../ui/Section.tsx'
import styles from './DomainBars.module.css'
import { percent } from './points.ts'

export function DomainBars({ domains }: { domains: AttemptResult['domains'] }) {
  const heaviest = Math.max(1, ...domains.map((domain) => domain.of))
  return (
    <Section title="By domain">
      <ul className={styles.panel}>
        {domains
          .toSorted((one, other) => other.of - one.of)
          .map(({ key, title, points, of }) => (
            <li key={key} className={styles.domain}>
              <span className={styles.title}>{title}</span>
              <span className={styles.track} aria-hidden="true">
                <span className={styles.bar} style={{ width: `${(of / heaviest) * 100}%` }}>
                  <span className={styles.fill} style={{ width: `${of > 0 ? (points / of) * 100 : 0}%` }} />
                </span>
              </span>
              <span className={styles.figures}>
                {percent(points).replace(' %', '')} of {percent(of)}
              </span>
            </li>
          ))}
      </ul>
    </Section>
  )
}
