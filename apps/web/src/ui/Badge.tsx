// A word about a thing's state. Colour never stands alone: the word says it too.
import type { ReactNode } from 'react'
import styles from './Badge.module.css'
import { classes } from './classes.ts'

export type Tone = 'neutral' | 'accent' | 'ok' | 'warning' | 'danger'

export function Badge({ tone = 'neutral', dot = false, children }: { tone?: Tone; dot?: boolean; children: ReactNode }) {
  return (
    <span className={classes(styles.badge, styles[tone])}>
      {dot && <span className={styles.dot} aria-hidden="true" />}
      {children}
    </span>
  )
}
