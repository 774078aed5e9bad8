// A titled part of a page.
import { type ReactNode, useId } from 'react'
import styles from './Section.module.css'

type SectionProps = { title: string; aside?: ReactNode; children: ReactNode }

export function Section({ title, aside, children }: SectionProps) {
  const id = useId()
  return (
    <section aria-labelledby={id} className={styles.section}>
      <header className={styles.head}>
        <h2 id={id} className={styles.title}>
          {title}
        </h2>
        {aside}
      </header>
      {children}
    </section>
  )
}
