import type { DocsPage } from '@unflunk/shared/docs'
import { useEffect, useReducer, useRef } from 'react'
import type { Answer } from '../api/call.ts'
import { DocsSearch } from '../docs/DocsSearch.tsx'
import { Button } from '../ui/Button.tsx'
import { countdown } from '../ui/duration.ts'
import { Kbd } from '../ui/Kbd.tsx'
import { useNow } from '../ui/use-now.ts'
import styles from './LookUp.module.css'
import { asked, type Move, play, QUESTION_MS, ROUND_MS, type Round, startRound } from './look-up-round.ts'

const SHOWN_EVERY = 200 // ms

type LookUpRoundProps = { drawn: Answer<'startLookUp'>; pages: readonly DocsPage[]; onOver: (round: Round) => void }

export function LookUpRound({ drawn, pages, onOver }: LookUpRoundProps) {
  const [round, move] = useReducer(
    (state: Round, { move, now }: { move: Move; now: number }) => play(state, move, now),
    undefined,
    () => startRound(drawn.questions, Date.now()),
  )
  const now = useNow(SHOWN_EVERY)
  const make = (one: Move) => move({ move: one, now: Date.now() })
  useEffect(() => move({ move: { type: 'tick' }, now }), [now])
  const ended = useRef(false)
  useEffect(() => {
    if (!round.over || ended.current) return
    ended.current = true
    onOver(round)
  }, [round, onOver])

  const question = asked(round)
  if (!question) return null
  const left = Math.max(0, QUESTION_MS - (now - round.askedAt))
  const roundLeft = Math.max(0, ROUND_MS - (now - round.startedAt))
  return (
    <section className={styles.round} aria-label="Round">
      <div className={styles.clocks}>
        <span>
          Question {round.index + 1} · {round.answers.filter(({ right }) => right).length} found
        </span>
        <span role="timer" aria-label="Left of the round">
          {roundLeft > 0 ? `${countdown(roundLeft)} left of the round` : 'last question'}
        </span>
      </div>
      <div className={styles.bar} aria-hidden="true" data-late={left < 15_000}>
        <div style={{ width: `${(100 * left) / QUESTION_MS}%` }} />
      </div>
      <p className={styles.question} aria-live="polite">
        {question.asks}
      </p>
      <Said round={round} />
      <div className={styles.search}>
        <DocsSearch
          key={round.index}
          pages={pages}
          allowed={drawn.allowedDocs}
          onOpen={({ url }, query) => make({ type: 'opened', url, query })}
          onSearched={(query) => make({ type: 'searched', query })}
        />
      </div>
      <div className={styles.line}>
        <Button look="quiet" onClick={() => make({ type: 'skipped' })}>
          Skip
        </Button>
        <Button look="quiet" onClick={() => onOver(round)}>
          End the round
        </Button>
        <span className={styles.keys}>
          <Kbd keys="↑+↓" /> choose <Kbd keys="Enter" /> answer · {countdown(left)}
        </span>
      </div>
    </section>
  )
}

/** How the last answer stood: of this question, else of the one before. */
function Said({ round }: { round: Round }) {
  const words = saidInWords(round)
  return (
    <p className={styles.said} role="status" data-tone={words?.tone}>
      {words?.text ?? ' '}
    </p>
  )
}

function saidInWords({ opened, said }: Round): { tone: 'ok' | 'warning' | 'danger'; text: string } | undefined {
  if (opened?.verdict === 'section-missing') return { tone: 'warning', text: 'The right page. Now its section.' }
  if (opened) return { tone: 'danger', text: 'Not that page.' }
  if (said?.kind === 'right') return { tone: 'ok', text: `Found in ${Math.max(1, Math.round(said.ms / 1000))} s.` }
  if (said?.kind === 'late') return { tone: 'danger', text: 'Sixty seconds are over; the next one.' }
  return undefined
}
