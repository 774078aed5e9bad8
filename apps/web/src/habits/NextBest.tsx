// What to do with the next 20 minutes: one choice with its reason and one press to start it, and what else would be good.
import { useNavigate } from '@tanstack/react-router'
import type { NextStep } from '@unflunk/shared/history'
import { useStart } from '../catalog/use-start.ts'
import { Button } from '../ui/Button.tsx'
import styles from './NextBest.module.css'

type NextBestProps = {
  steps: readonly NextStep[]
  /** Why nothing on clusters can be started now. */
  blocked: string | undefined
}

const needsClusters = ({ start }: NextStep) => start.kind !== 'drill' || start.drill !== 'look-up'

export function NextBest({ steps, blocked }: NextBestProps) {
  const start = useStart()
  const navigate = useNavigate()
  const [best, ...others] = steps
  if (!best) return null
  const begin = ({ start: what }: NextStep) => {
    if (what.kind === 'drill') return void navigate({ to: `/drills/${what.drill}` })
    start.mutate(what.kind === 'exam' ? { exam: what.exam } : { scenario: what.scenario })
  }
  const whyNot = (step: NextStep) => (needsClusters(step) ? blocked : undefined)
  return (
    <section className={styles.card} aria-labelledby="next-best">
      <div className={styles.words}>
        <p className={styles.over}>
          {best.reason === 'first' ? 'A good first step' : 'Your next best 20 minutes'} (about {best.minutes} min)
        </p>
        <h2 id="next-best" className={styles.title}>
          {best.title}
        </h2>
        <p className={styles.why}>{best.why}</p>
        {others.length > 0 && (
          <ul className={styles.others}>
            {others.map((step) => (
              <li key={`${step.title} ${step.reason}`}>
                <span>or </span>
                <button
                  type="button"
                  className={styles.other}
                  disabled={whyNot(step) !== undefined || start.isPending}
                  title={whyNot(step) ?? step.why}
                  onClick={() => begin(step)}
                >
                  {step.title}
                </button>
                <span>, {step.minutes} min</span>
              </li>
            ))}
          </ul>
        )}
      </div>
      <Button
        look="primary"
        size="large"
        icon="play"
        className={styles.start}
        busy={start.isPending}
        disabled={whyNot(best) !== undefined}
        title={whyNot(best)}
        onClick={() => begin(best)}
      >
        Start
      </Button>
    </section>
  )
}
