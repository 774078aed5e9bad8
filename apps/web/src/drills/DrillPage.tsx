// The frame of every page of the drills.
import { Link } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'
import { ThemeSwitch } from '../ui/ThemeSwitch.tsx'
import { Wordmark } from '../ui/Wordmark.tsx'
import styles from './DrillPage.module.css'

export function DrillPage({ title, children }: { title: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} - Unflunk`
  }, [title])
  return (
    <div className={styles.page}>
      <header className={styles.top}>
        <Link to="/" className={styles.home} aria-label="Unflunk, back to the start">
          <Wordmark />
        </Link>
        <ThemeSwitch />
      </header>
      <main className={styles.main}>
        <h1 className={styles.title}>{title}</h1>
        {children}
      </main>
    </div>
  )
}
