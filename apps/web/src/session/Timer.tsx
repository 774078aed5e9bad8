// The exam's clock. Alerts slide over it and are announced; otherwise it stays silent.
import { useEffect, useState } from 'react'
import { classes } from '../ui/classes.ts'
import { countdown } from '../ui/duration.ts'
import { useRoomState } from './room-context.tsx'
import styles from './Timer.module.css'
import { useMsLeft } from './use-session.ts'

const ALERT_SHOWN_FOR = 12_000 // ms: long enough to be seen by somebody who types
/** Time is short in the last five minutes, or the last sixth of something shorter. */
const shortFrom = (minutes: number): number => Math.min(5, minutes / 6) * 60_000

export function Timer() {
  const left = useMsLeft()
  const alert = useRoomState((state) => state.alert)
  const minutes = useRoomState((state) => state.session?.minutes ?? 0)
  const [hidden, setHidden] = useState<number>()
  useEffect(() => {
    if (!alert) return
    const timer = setTimeout(() => setHidden(alert.seq), ALERT_SHOWN_FOR)
    return () => clearTimeout(timer)
  }, [alert])
  if (left === undefined) return null
  const shown = alert && alert.seq !== hidden ? alert : undefined
  return (
    <div className={styles.timer}>
      <span role="timer" aria-label="Time left" className={classes(styles.time, left <= shortFrom(minutes) && styles.short)}>
        {countdown(left)}
      </span>
      {shown && <span className={styles.alert}>{shown.minutes} minutes left</span>}
      <span className="sr-only" aria-live="assertive">
        {shown && `${shown.minutes} minutes left`}
      </span>
    </div>
  )
}
