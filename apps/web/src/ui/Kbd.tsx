// Keys as drawn on a keyboard; `keys` is written "Alt+Shift+F".
import styles from './Kbd.module.css'

export function Kbd({ keys }: { keys: string }) {
  return (
    <span className={styles.keys}>
      {keys.split('+').map((key) => (
        <kbd key={key} className={styles.key}>
          {key}
        </kbd>
      ))}
    </span>
  )
}
