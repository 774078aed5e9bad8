// After a drill: the score, every round with its time and slips, what comes back, and once more.
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { HostsDrill, HostsRound } from '@unflunk/shared/hosts-drill'
import { useEffect } from 'react'
import { homeQuery } from '../catalog/home-query.ts'
import { useStart } from '../catalog/use-start.ts'
import { TaskText } from '../session/TaskText.tsx'
import { useSession } from '../session/use-session.ts'
import { Button, buttonClass } from '../ui/Button.tsx'
import { elapsed } from '../ui/duration.ts'
import { HomeLink } from '../ui/HomeLink.tsx'
import { Icon } from '../ui/Icon.tsx'
import { Page } from '../ui/Page.tsx'
import { Section } from '../ui/Section.tsx'
import styles from './DrillEnd.module.css'
import { drillsQuery } from './drills-query.ts'
import { hostsQuery } from './hosts-query.ts'
import { phaseWords, placeWords } from './round-words.ts'

function bestWords(score: number, best: number | undefined): string {
  if (best === undefined) return 'The first of this style and length: it is the one to beat.'
  if (score > best) return `A new best: ${score - best} more than before.`
  return score === best ? 'As good as your best.' : `Your best is ${best}.`
}

function RoundRow({ round }: { round: HostsRound }) {
  return (
    <li className={styles.round} data-phase={round.phase}>
      <span className={styles.number}>{round.number}</span>
      <div className={styles.words}>
        <p className={styles.place}>{placeWords(round)}</p>
        <TaskText markdown={round.says} />
        {round.wrong.map(({ at, says, seen }) => (
          <p key={at} className={styles.slip}>
            <Icon name="warning" size={14} />
            <span>
              {says}{' '}
              <span className={styles.seen}>
                {seen}, after {elapsed(at - round.openedAt)}
              </span>
            </span>
          </p>
        ))}
      </div>
      <span className={styles.time}>{phaseWords({ ...round, wrong: [] })}</span>
      <span className={styles.points}>{round.points ?? 0}</span>
    </li>
  )
}

function Rounds({ drill }: { drill: HostsDrill }) {
  const missing = drill.total - drill.rounds.length
  return (
    <Section title="Rounds" aside={<span className={styles.aside}>time and points</span>}>
      <ol className={styles.rounds}>
        {drill.rounds.map((round) => (
          <RoundRow key={round.number} round={round} />
        ))}
      </ol>
      {missing > 0 && (
        <p className={styles.missing}>
          {missing === 1 ? 'One round was' : `${missing} rounds were`} never reached: no points, and nothing said about them.
        </p>
      )}
    </Section>
  )
}

export function DrillEnd() {
  const { drill, minutes, title } = useSession()
  const start = useStart()
  const queries = useQueryClient()
  useEffect(() => {
    void Promise.all([queries.invalidateQueries(hostsQuery), queries.invalidateQueries(homeQuery), queries.invalidateQueries(drillsQuery)])
  }, [queries])
  if (!drill) return null
  const score = drill.score ?? 0
  const slips = drill.rounds.reduce((sum, { wrong }) => sum + wrong.length, 0)
  const right = drill.rounds.filter(({ phase }) => phase === 'right').length
  return (
    <Page wide>
      <div className={styles.columns}>
        <section className={styles.head} aria-label="Score">
          <h1 className={styles.title}>
            {title}, {minutes} min
          </h1>
          <p className={styles.score}>
            <strong>{score}</strong>
            <span className={styles.of}>of 100</span>
          </p>
          <p className={styles.about}>{bestWords(score, drill.best)}</p>
          <p className={styles.about}>
            {right} of {drill.total} rounds right.{' '}
            {slips === 0 ? 'Nothing changed in the wrong place.' : `Changes in the wrong place: ${slips}.`}
          </p>
          {drill.comesBack.length > 0 && (
            <>
              <h2 className={styles.next}>Comes back next time</h2>
              <ul className={styles.list}>
                {drill.comesBack.map((words) => (
                  <li key={words}>{words}</li>
                ))}
              </ul>
            </>
          )}
          <div className={styles.actions}>
            <Button
              look="primary"
              size="large"
              icon="play"
              busy={start.isPending}
              onClick={() => start.mutate({ hostsDrill: { style: drill.style, minutes } })}
            >
              Play again
            </Button>
            <Link to="/drills/hosts" className={buttonClass('secondary')}>
              Another style or length
            </Link>
            <HomeLink />
          </div>
        </section>
        <Rounds drill={drill} />
      </div>
    </Page>
  )
}
