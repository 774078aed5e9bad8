import type { ReactNode } from 'react'
import styles from './FullPage.module.css'

/** A page that says one thing: it stands in the middle. */
export function FullPage({ children }: { children: ReactNode }) {
  return <main className={styles.page}>{children}</main>
}
