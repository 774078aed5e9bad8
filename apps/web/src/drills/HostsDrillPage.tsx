// Before the drill of hosts and contexts: what it is, which style, how long, the best so far.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { FleetStyle } from '@unflunk/shared/fleet-style'
import { ROUNDS_PER_MINUTE } from '@unflunk/shared/hosts-drill'
import { type ReactNode, useEffect, useState } from 'react'
import { homeQuery, liveAttempt, whyNotStart } from '../catalog/home-query.ts'
import { useStart } from '../catalog/use-start.ts'
import { Button, buttonClass } from '../ui/Button.tsx'
import { Page } from '../ui/Page.tsx'
import styles from './HostsDrillPage.module.css'
import { hostsQuery } from './hosts-query.ts'
import { pointsRule } from './points-rule.ts'

const stylesOffered: readonly { id: FleetStyle; title: string; says: string }[] = [
  { id: 'ssh', title: 'Hosts, by ssh', says: 'Today’s exam: each round is on a host, and you go back to base before the next.' },
  { id: 'contexts', title: 'Contexts', says: 'The older exam, and most workdays: kubectl on base, one context for each cluster.' },
]
const lengths = [3, 5, 10] as const

type ChoiceProps = { name: string; checked: boolean; onChoose: () => void; title: string; children: ReactNode }

function Choice({ name, checked, onChoose, title, children }: ChoiceProps) {
  return (
    <label className={styles.choice}>
      <input type="radio" name={name} checked={checked} onChange={onChoose} />
      <span className={styles.choiceTitle}>{title}</span>
      <span className={styles.choiceText}>{children}</span>
    </label>
  )
}

export function HostsDrillPage() {
  const { data: home } = useQuery(homeQuery)
  const { data: past } = useQuery(hostsQuery)
  const start = useStart()
  const [style, setStyle] = useState<FleetStyle>('ssh')
  const [minutes, setMinutes] = useState(5)
  useEffect(() => {
    document.title = 'Hosts and contexts - Unflunk'
  }, [])
  const blocked = home ? whyNotStart(home) : undefined
  const live = home && liveAttempt(home)
  const record = past?.records.find((one) => one.style === style && one.minutes === minutes)
  const due = past?.due[style] ?? []
  return (
    <Page
      actions={
        <Link to="/drills" className={buttonClass('secondary')}>
          All drills
        </Link>
      }
    >
      <div className={styles.columns}>
        <div className={styles.words}>
          <p className={styles.over}>Drill 1</p>
          <h1 className={styles.title}>Hosts and contexts</h1>
          <p className={styles.text}>
            Four live clusters hold the same names in the same namespaces. Each round names a place and one tiny change: go there, make it,
            and the next round opens by itself. What you change anywhere else is seen, too.
          </p>
          <p className={styles.text}>{pointsRule}</p>
          <p className={styles.text}>Kinds of rounds that went slow or wrong come back sooner.</p>
        </div>
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault()
            if (!start.isPending) start.mutate({ hostsDrill: { style, minutes } })
          }}
        >
          <fieldset className={styles.group}>
            <legend>Style</legend>
            {stylesOffered.map(({ id, title, says }) => (
              <Choice key={id} name="style" checked={style === id} onChoose={() => setStyle(id)} title={title}>
                {says}
              </Choice>
            ))}
          </fieldset>
          <fieldset className={styles.group} data-row="true">
            <legend>Length</legend>
            {lengths.map((length) => (
              <Choice key={length} name="minutes" checked={minutes === length} onChoose={() => setMinutes(length)} title={`${length} min`}>
                {length * ROUNDS_PER_MINUTE} rounds
              </Choice>
            ))}
          </fieldset>
          <dl className={styles.facts}>
            <div>
              <dt>Best so far</dt>
              <dd>{record ? Math.round(record.best) : '–'}</dd>
            </div>
            <div>
              <dt>Played</dt>
              <dd>{record?.played ?? 0}</dd>
            </div>
            <div>
              <dt>Waiting to come back</dt>
              <dd title={due.join(', ') || undefined}>{due.length}</dd>
            </div>
          </dl>
          <div className={styles.actions}>
            <Button type="submit" look="primary" size="large" icon="play" busy={start.isPending} disabled={blocked !== undefined}>
              Start
            </Button>
            {blocked && <p className={styles.blocked}>{blocked}</p>}
            {live && (
              <Link to="/sessions/$id" params={{ id: live.id }} className={buttonClass('secondary')}>
                Resume it
              </Link>
            )}
          </div>
        </form>
      </div>
    </Page>
  )
}
