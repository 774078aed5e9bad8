// Progress of long work: a bar where the end is known, and steps with their state, count and elapsed time.
import type { Step } from '@unflunk/shared/session'
import { classes } from './classes.ts'
import { elapsed } from './duration.ts'
import { Icon } from './Icon.tsx'
import styles from './Progress.module.css'
import { useNow } from './use-now.ts'

export function Progress({ label, done, total }: { label: string; done: number; total: number }) {
  const percent = total > 0 ? Math.min(100, Math.round((done / total) * 100)) : 0
  return (
    <div className={styles.bar} role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent}>
      <div className={styles.fill} style={{ width: `${percent}%` }} />
    </div>
  )
}

/** `43 %` for percents and bytes, `3 / 7 images` for things that are counted. */
export function countOf({ done, total, unit }: Step): string | undefined {
  if (done === undefined) return undefined
  if (total === undefined) return unit ? `${done} ${unit}` : String(done)
  if (unit === undefined || unit === '%' || unit === 'percent' || unit === 'bytes')
    return `${Math.floor((done / Math.max(total, 1)) * 100)} %`
  return `${done} / ${total} ${unit}`
}

/** The round mark before a step; its state is said in words beside it. */
export function StepMark({ state }: { state: Step['state'] }) {
  return (
    <span className={classes(styles.mark, styles[state])} aria-hidden="true">
      {state === 'done' && <Icon name="check" size={12} />}
      {state === 'failed' && <Icon name="cross" size={12} />}
    </span>
  )
}

export const stateNames = { waiting: 'waiting', running: 'in progress', done: 'done', failed: 'failed' } as const

/** `clockOffset` is the server's clock minus ours, since a step's times are the server's. */
export function StepList({ steps, clockOffset = 0 }: { steps: readonly Step[]; clockOffset?: number }) {
  const now = useNow(steps.some((step) => step.state === 'running') ? 1000 : undefined) + clockOffset
  return (
    <ol className={styles.steps}>
      {steps.map((step) => (
        <li key={step.id} className={classes(styles.step, styles[`is-${step.state}`])}>
          <StepMark state={step.state} />
          <div className={styles.main}>
            <div className={styles.line}>
              <span className={styles.title}>{step.title}</span>
              <span className="sr-only">{stateNames[step.state]}</span>
              <span className={styles.figures}>
                {step.state === 'running' && countOf(step)}
                {step.startedAt !== undefined && <span className={styles.time}>{elapsed((step.endedAt ?? now) - step.startedAt)}</span>}
              </span>
            </div>
            {step.message && <p className={styles.message}>{step.message}</p>}
            {step.state === 'running' && step.total !== undefined && step.done !== undefined && (
              <Progress label={step.title} done={step.done} total={step.total} />
            )}
          </div>
        </li>
      ))}
    </ol>
  )
}
