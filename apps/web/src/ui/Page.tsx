// The frame of a page to read: the way home, the theme, and one column.
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import styles from './Page.module.css'
import { ThemeSwitch } from './ThemeSwitch.tsx'
import { Wordmark } from './Wordmark.tsx'

/** `actions` stand beside the theme switch; `wide` is for two columns. */
export function Page({ actions, wide = false, children }: { actions?: ReactNode; wide?: boolean; children: ReactNode }) {
  return (
    <div className={styles.page} data-wide={wide}>
      <header className={styles.top}>
        <Link to="/" className={styles.home} aria-label="Unflunk, back to the start">
          <Wordmark />
        </Link>
        <div className={styles.corner}>
          {actions}
          <ThemeSwitch />
        </div>
      </header>
      <main className={styles.main}>{children}</main>
    </div>
  )
}
