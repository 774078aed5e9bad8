// A card per drill with its personal best; on the start page and on the page of all drills.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { DrillSummary } from '@unflunk/shared/drill'
import { wordsOf } from '../api/call.ts'
import { buttonClass } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import styles from './DrillCards.module.css'
import { type Drill, drillList } from './drill-list.ts'
import { drillsQuery } from './drills-query.ts'

export function DrillCards() {
  const { data, error } = useQuery(drillsQuery)
  return (
    <>
      <ul className={styles.list}>
        {drillList.map((drill) => (
          <DrillCard key={drill.drill} drill={drill} summary={data?.find((one) => one.drill === drill.drill)} />
        ))}
      </ul>
      {error && <p className={styles.error}>Your earlier rounds could not be read: {wordsOf(error).message}</p>}
    </>
  )
}

function DrillCard({ drill, summary }: { drill: Drill; summary: DrillSummary | undefined }) {
  return (
    <li className={styles.card}>
      <Icon name={drill.icon} size={18} />
      <div className={styles.words}>
        <h3>{drill.title}</h3>
        <p>{drill.about}</p>
        <p className={styles.facts}>{['5 minutes', drill.needs, ...factsOf(summary)].join(' · ')}</p>
      </div>
      <Link to={drill.path} className={buttonClass('secondary')} aria-label={`Open the drill ${drill.title}`}>
        Open
      </Link>
    </li>
  )
}

function factsOf(summary: DrillSummary | undefined): string[] {
  if (!summary || summary.best === undefined) return []
  return [`best ${summary.best} %`, ...(summary.due > 0 ? [`${summary.due} to repeat`] : [])]
}
