// After a round: the score against the personal best, and for each miss the right page and the words that find it.
import { Link } from '@tanstack/react-router'
import type { DocsPage } from '@unflunk/shared/docs'
import type { LookUpAnswer, LookUpQuestion, LookUpResult } from '@unflunk/shared/drill'
import { Button, buttonClass } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import styles from './LookUp.module.css'
import type { Round } from './look-up-round.ts'

type LookUpResultProps = { round: Round; result: LookUpResult; pages: readonly DocsPage[]; onAgain: () => void }

export function LookUpResultView({ round, result, pages, onAgain }: LookUpResultProps) {
  const { answers } = round
  const found = answers.filter(({ right }) => right)
  const missed = answers.filter(({ right }) => !right)
  const seconds = Math.round(found.reduce((sum, { ms }) => sum + ms, 0) / Math.max(1, found.length) / 1000)
  return (
    <section className={styles.result} aria-label="Result of the round">
      <div className={styles.card}>
        <p className={styles.score}>{result.score} %</p>
        <p>
          {found.length} of {answers.length} found{found.length > 0 && `, ${seconds} s each on average`}. {againstBest(result)}
        </p>
        <div className={styles.line}>
          <Button look="primary" icon="play" onClick={onAgain}>
            Another round
          </Button>
          <Link to="/drills" className={buttonClass('secondary')}>
            All drills
          </Link>
        </div>
      </div>
      {missed.length > 0 && (
        <>
          <h2 className={styles.subtitle}>Missed, and asked first next time</h2>
          <ul className={styles.misses}>
            {missed.map((answer) => {
              const question = round.questions.find(({ id }) => id === answer.question)
              return question ? <Miss key={answer.question} question={question} answer={answer} pages={pages} /> : null
            })}
          </ul>
        </>
      )}
    </section>
  )
}

function Miss({ question, answer, pages }: { question: LookUpQuestion; answer: LookUpAnswer; pages: readonly DocsPage[] }) {
  const [url = ''] = question.answers
  return (
    <li>
      <p className={styles.asked}>{question.asks}</p>
      <p>
        <a href={url} target="_blank" rel="noopener noreferrer">
          {nameOf(url, pages)} <Icon name="external" size={13} />
        </a>
      </p>
      <p className={styles.dim}>
        Found by <q>{question.words}</q>.{answer.query && answer.query !== question.words && ` You searched "${answer.query}".`}
        {answer.url && ` You opened ${nameOf(answer.url, pages)}.`}
      </p>
    </li>
  )
}

/** `Network Policies: Default policies`; the address itself when the index does not have it. */
function nameOf(url: string, pages: readonly DocsPage[]): string {
  const [address = '', anchor] = url.split('#', 2)
  const page = pages.find((one) => one.url === address)
  if (!page) return url
  const heading = page.headings.find((one) => one.anchor === anchor)
  return heading ? `${page.title}: ${heading.title}` : page.title
}

function againstBest({ score, best }: LookUpResult): string {
  if (best === undefined) return 'Your first round.'
  if (score > best) return `A new personal best; before it was ${best} %.`
  return score === best ? 'As good as your best.' : `Your best is ${best} %.`
}
