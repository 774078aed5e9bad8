// The five checklists across attempts: each item a small trend.
import type { ChecklistTrend, HistoryAttempt } from '@unflunk/shared/history'
import { Section } from '../ui/Section.tsx'
import styles from './ChecklistTrends.module.css'
import { Trend } from './Trend.tsx'
import { TrendTable } from './TrendTable.tsx'
import { trendWords } from './trend-words.ts'

export function ChecklistTrends({ checklists, attempts }: { checklists: readonly ChecklistTrend[]; attempts: readonly HistoryAttempt[] }) {
  const rows = checklists.flatMap(({ id, items }) =>
    items.map((item) => ({ id: `${id} ${item.id}`, title: item.says, states: item.states })),
  )
  return (
    <Section title="Checklists, attempt by attempt">
      <div className={styles.lists}>
        {checklists.map(({ id, title, items }) => (
          <section key={id} className={styles.list} aria-label={title}>
            <h3 className={styles.title}>{title}</h3>
            <ul>
              {items.map(({ id: item, says, states }) => (
                <li key={item} className={styles.item}>
                  <span>{says}</span>
                  <Trend states={states} says={trendWords(states, 'missed')} />
                  <span className={styles.says} aria-hidden="true">
                    {trendWords(states, 'missed')}
                  </span>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
      <TrendTable label="The checklists" rows={rows} attempts={attempts} />
    </Section>
  )
}
