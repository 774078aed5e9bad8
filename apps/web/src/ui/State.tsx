// The other three faces of every view: empty, loading, error.
import type { ReactNode } from 'react'
import { Button } from './Button.tsx'
import { Icon, type IconName } from './Icon.tsx'
import styles from './State.module.css'

type EmptyProps = { icon?: IconName; title: string; children?: ReactNode; action?: ReactNode }

export function EmptyState({ icon = 'list', title, children, action }: EmptyProps) {
  return (
    <div className={styles.state}>
      <span className={styles.mark}>
        <Icon name={icon} size={20} />
      </span>
      <p className={styles.title}>{title}</p>
      {children && <p className={styles.text}>{children}</p>}
      <div className={styles.actions}>{action}</div>
    </div>
  )
}

type ErrorProps = { title: string; message: string; next?: string | undefined; onRetry?: () => void; action?: ReactNode }

/** What happened, then what to try, then the button that tries it. */
export function ErrorState({ title, message, next, onRetry, action }: ErrorProps) {
  return (
    <div className={styles.state} role="alert">
      <span className={`${styles.mark} ${styles.bad}`}>
        <Icon name="warning" size={20} />
      </span>
      <p className={styles.title}>{title}</p>
      <p className={styles.text}>{message}</p>
      {next && <p className={styles.next}>{next}</p>}
      <div className={styles.actions}>
        {onRetry && (
          <Button icon="reset" onClick={onRetry}>
            Try again
          </Button>
        )}
        {action}
      </div>
    </div>
  )
}

/** Appears only after a moment, so that quick answers do not flash. */
export function LoadingState({ title = 'Loading' }: { title?: string }) {
  return (
    <div className={`${styles.state} ${styles.late}`} role="status">
      <span className={styles.bar} aria-hidden="true" />
      <p className={styles.text}>{title}…</p>
    </div>
  )
}
