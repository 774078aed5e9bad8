// Whether a file shall hold the recordings, with what that means.
import styles from './RecordingsChoice.module.css'

export function RecordingsChoice({ wanted, onChange }: { wanted: boolean; onChange: (wanted: boolean) => void }) {
  return (
    <label className={styles.choice}>
      <input type="checkbox" checked={wanted} onChange={(event) => onChange(event.target.checked)} />
      <span>
        With the recordings of the terminals
        <span className={styles.about}>They hold everything that was on screen, secrets too, and make the file large.</span>
      </span>
    </label>
  )
}
