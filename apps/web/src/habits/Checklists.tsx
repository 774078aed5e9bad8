// The five checklists of an attempt that has ended: every item with its evidence, and the moment in the recording.
import type { Checklist, ChecklistItem } from '@unflunk/shared/checklist'
import { ReplayButton } from '../grading/replay-context.tsx'
import { Section } from '../ui/Section.tsx'
import styles from './Checklists.module.css'
import { ItemMark, stateWords } from './ItemMark.tsx'

export function Checklists({ checklists }: { checklists: readonly Checklist[] }) {
  const items = checklists.flatMap((list) => list.items)
  if (items.length === 0) return null
  const count = (state: ChecklistItem['state']) => items.filter((item) => item.state === state).length
  const counts = [`${count('done')} kept`, `${count('missed')} missed`, `${count('not-measured')} not measured`].join(', ')
  return (
    <Section title="Your checklists" aside={<span className={styles.counts}>{counts}</span>}>
      <div className={styles.grid}>
        {checklists.map((list) => (
          <List key={list.id} list={list} />
        ))}
      </div>
    </Section>
  )
}

const isMeasured = ({ state }: ChecklistItem): boolean => state !== 'not-measured'

function List({ list }: { list: Checklist }) {
  const measured = list.items.filter(isMeasured)
  const done = measured.filter(({ state }) => state === 'done').length
  return (
    <section className={styles.list} aria-label={list.title}>
      <header className={styles.head}>
        <h3 className={styles.title}>{list.title}</h3>
        <span className={styles.counts}>{measured.length === 0 ? 'not measured' : `${done} of ${measured.length}`}</span>
      </header>
      <ul className={styles.items}>
        {list.items.map((item) => (
          <Item key={item.id} item={item} />
        ))}
      </ul>
    </section>
  )
}

function Item({ item: { state, says, because, at, terminal } }: { item: ChecklistItem }) {
  return (
    <li className={styles.item} data-state={state}>
      <ItemMark state={state} />
      <div className={styles.body}>
        <p className={styles.says}>
          <span className="sr-only">{stateWords[state]}: </span>
          {says}
        </p>
        {because && <p className={styles.because}>{because}</p>}
        {at !== undefined && (
          <p className={styles.replay}>
            <ReplayButton moment={{ at, terminal, says: because ?? says }} />
          </p>
        )}
      </div>
    </li>
  )
}
