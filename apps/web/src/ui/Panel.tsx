// A framed card with words and controls of one subject.
import type { ReactNode } from 'react'
import styles from './Panel.module.css'

export function Panel({ children }: { children: ReactNode }) {
  return <div className={styles.panel}>{children}</div>
}
