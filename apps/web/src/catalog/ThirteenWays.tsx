import { Numbered } from '../ui/Numbered.tsx'
import { Section } from '../ui/Section.tsx'
import styles from './ThirteenWays.module.css'
import { type Way, ways } from './thirteen.ts'

const parts = [
  { when: 'before', title: 'Before the exam' },
  { when: 'exam', title: 'In the exam' },
] as const

function Card({ way }: { way: Way }) {
  return (
    <li className={styles.card}>
      <Numbered number={way.id} title={way.title} size="small">
        {way.instead}
      </Numbered>
    </li>
  )
}

/** The product's spine: each way to flunk, and what to do instead. Results say which of them you used. */
export function ThirteenWays() {
  return (
    <Section title="Thirteen ways to flunk" aside={<span className={styles.hint}>After an exam, you see which of them you used.</span>}>
      {parts.map((part) => (
        <div key={part.when} className={styles.part} data-when={part.when}>
          <h3 className={styles.when}>{part.title}</h3>
          <ol className={styles.grid}>
            {ways
              .filter((way) => way.when === part.when)
              .map((way) => (
                <Card key={way.id} way={way} />
              ))}
          </ol>
        </div>
      ))}
    </Section>
  )
}
