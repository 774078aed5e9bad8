import { useRoomState } from './room-context.tsx'
import styles from './StatusBar.module.css'

/** Whether the grader is heard, and how far away it is. */
export function Connection() {
  const connection = useRoomState((state) => state.connection)
  const latency = useRoomState((state) => state.latency)
  const cut = connection !== 'open'
  return (
    <span className={styles.item} data-tone={cut ? 'warning' : 'ok'} role="status">
      <span className={styles.dot} aria-hidden="true" />
      {cut ? 'reconnecting' : 'connected'}
      {!cut && latency !== undefined && <span className={styles.figure}>{Math.max(1, Math.round(latency))} ms</span>}
    </span>
  )
}
