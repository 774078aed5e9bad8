import { useEffect, useState } from 'react'
import { elapsed } from '../ui/duration.ts'
import { Icon } from '../ui/Icon.tsx'
import { useNow } from '../ui/use-now.ts'
import styles from './LostConnection.module.css'
import { useRoomState } from './room-context.tsx'

/** Says that nothing typed now arrives. The clock is the server's and runs on. */
export function LostConnection({ clockRuns }: { clockRuns: boolean }) {
  const connection = useRoomState((state) => state.connection)
  const lost = connection === 'lost'
  const [since, setSince] = useState<number>()
  useEffect(() => setSince(lost ? Date.now() : undefined), [lost])
  const now = useNow(lost ? 1000 : undefined)
  return (
    <div role="alert">
      {lost && (
        <p className={styles.banner}>
          <Icon name="warning" />
          Connection lost{since !== undefined && now - since > 2000 ? ` ${elapsed(now - since)} ago` : ''}. Reconnecting by itself;
          {clockRuns ? ' the clock runs on, and ' : ' '}your work on the clusters is safe.
        </p>
      )}
    </div>
  )
}
