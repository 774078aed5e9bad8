// A number beside what it counts: a way to flunk with its title and the words below.
import type { ReactNode } from 'react'
import styles from './Numbered.module.css'

type NumberedProps = {
  number: string
  title: string
  /** Where the title heads a part of the page. */
  heading?: boolean
  size?: 'small' | 'medium'
  children?: ReactNode
}

export function Numbered({ number, title, heading = false, size = 'medium', children }: NumberedProps) {
  const Title = heading ? 'h3' : 'p'
  return (
    <div className={styles.numbered} data-size={size}>
      <span className={styles.number}>{number}</span>
      <div className={styles.words}>
        <Title className={styles.title}>{title}</Title>
        {children && <p className={styles.below}>{children}</p>}
      </div>
    </div>
  )
}
