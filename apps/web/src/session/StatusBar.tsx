// The foot of the room: cluster, connection, recording, keys.
import { Button, IconButton } from '../ui/Button.tsx'
import { countdown } from '../ui/duration.ts'
import { ThemeSwitch } from '../ui/ThemeSwitch.tsx'
import { Tooltip } from '../ui/Tooltip.tsx'
import { Connection } from './Connection.tsx'
import { clusterWords } from './cluster-words.ts'
import { enterFullScreen } from './full-screen.ts'
import styles from './StatusBar.module.css'
import { keysOf } from './shortcuts.ts'
import { useCurrentTask, useSession } from './use-session.ts'

const tones = { ready: 'ok', frozen: 'ok', failed: 'danger' } as const

export function StatusBar({ onKeys, onDocs }: { onKeys: () => void; onDocs?: () => void }) {
  const { creditedMs, terminals } = useSession()
  const { cluster } = useCurrentTask()
  const tone = cluster.state === 'ready' || cluster.state === 'frozen' || cluster.state === 'failed' ? tones[cluster.state] : 'accent'
  return (
    <footer className={styles.bar}>
      <span className={styles.item} data-tone={tone}>
        <span className={styles.dot} aria-hidden="true" />
        cluster {clusterWords[cluster.state]}
      </span>
      <Connection />
      {terminals.some((terminal) => !terminal.exited) && (
        <span className={styles.item}>
          <span className={styles.dot} aria-hidden="true" />
          recording
        </span>
      )}
      {creditedMs >= 1000 && <span className={styles.item}>{countdown(creditedMs)} given back</span>}
      <span className={styles.space} />
      {onDocs && (
        <Tooltip side="top" says="Search the allowed documentation" keys={keysOf('docs')}>
          <Button look="quiet" size="small" icon="book" onClick={onDocs}>
            docs
          </Button>
        </Tooltip>
      )}
      <Tooltip side="top" says="Full screen: Ctrl+W then reaches the terminal">
        <IconButton icon="expand" size="small" label="Full screen" onClick={() => void enterFullScreen()} />
      </Tooltip>
      <ThemeSwitch />
      <Tooltip side="top" says="All keys" keys={keysOf('keys')}>
        <Button look="quiet" size="small" onClick={onKeys}>
          ? keys
        </Button>
      </Tooltip>
    </footer>
  )
}
