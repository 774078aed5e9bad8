// The thirteen ways to flunk, and 8b: which of them this attempt used, which it resisted, and which it cannot tell.
import type { AdviceCard } from '@unflunk/shared/habits'
import { Badge, type Tone } from '../ui/Badge.tsx'
import { Numbered } from '../ui/Numbered.tsx'
import { Section } from '../ui/Section.tsx'
import styles from './AdviceCards.module.css'
import { FindingList } from './FindingList.tsx'
import { inWords } from './reasons.ts'

const states: Readonly<Record<AdviceCard['state'], { word: string; tone: Tone }>> = {
  slipped: { word: 'Slipped', tone: 'danger' },
  kept: { word: 'Kept', tone: 'ok' },
  clear: { word: 'Clear', tone: 'neutral' },
  'not-measured': { word: 'Not measured', tone: 'neutral' },
}

const order: readonly AdviceCard['state'][] = ['slipped', 'kept', 'clear']

function Card({ card }: { card: AdviceCard }) {
  return (
    <li className={styles.card} data-state={card.state}>
      <header className={styles.head}>
        <Numbered number={card.advice} title={card.title} heading>
          {card.instead}
        </Numbered>
        <Badge tone={states[card.state].tone} dot>
          {states[card.state].word}
        </Badge>
      </header>
      {card.findings.length > 0 ? (
        <FindingList findings={card.findings} />
      ) : (
        <p className={styles.reason}>{card.reason ?? 'Looked for, and nothing seen.'}</p>
      )}
    </li>
  )
}

function NotMeasured({ cards }: { cards: readonly AdviceCard[] }) {
  if (cards.length === 0) return null
  return (
    <details className={styles.rest}>
      <summary>
        {cards.length} {cards.length === 1 ? 'way' : 'ways'} that this attempt cannot tell
      </summary>
      <ul className={styles.grid}>
        {cards.map((card) => (
          <li key={card.advice} className={styles.small}>
            <Numbered number={card.advice} title={card.title} heading size="small">
              {card.reason}
            </Numbered>
          </li>
        ))}
      </ul>
    </details>
  )
}

export function AdviceCards({ cards }: { cards: readonly AdviceCard[] }) {
  const measured = order.flatMap((state) => cards.filter((card) => card.state === state))
  const used = measured.filter((card) => card.state === 'slipped').length
  return (
    <Section title={`The thirteen ways to flunk: you used ${inWords(used)}`}>
      {measured.length > 0 && (
        <ul className={styles.cards}>
          {measured.map((card) => (
            <Card key={card.advice} card={card} />
          ))}
        </ul>
      )}
      <NotMeasured cards={cards.filter((card) => card.state === 'not-measured')} />
    </Section>
  )
}
