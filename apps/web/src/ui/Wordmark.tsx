import styles from './Wordmark.module.css'

export function Wordmark() {
  return (
    <span className={styles.mark}>
      <svg aria-hidden="true" width="22" height="22" viewBox="0 0 32 32" fill="none" strokeLinecap="round" strokeLinejoin="round">
        <path d="M8 6v11a8 8 0 0 0 16 0V6" stroke="var(--accent)" strokeWidth="3.6" />
        <path d="M11.6 15.4l3.5 3.6 6-7.2" stroke="var(--text)" strokeWidth="2.8" />
      </svg>
      Unflunk
    </span>
  )
}
