// Why a terminal cannot be typed into just now, and what to do about it.
import { Button } from '../ui/Button.tsx'
import { classes } from '../ui/classes.ts'
import styles from './TerminalNotice.module.css'
import type { TerminalState } from './terminal-connection.ts'

type TerminalNoticeProps = {
  state: TerminalState
  onTakeBack: () => void
  onReplace: () => void
}

export function TerminalNotice({ state, onTakeBack, onReplace }: TerminalNoticeProps) {
  switch (state.phase) {
    case 'live':
      return null
    case 'connecting':
      return (
        <p className={classes(styles.notice, styles.late)} role="status">
          Connecting…
        </p>
      )
    case 'lost':
      return (
        <p className={classes(styles.notice, styles.warning)} role="status">
          <span className={styles.pulse} aria-hidden="true" />
          {state.message ?? 'Reconnecting. What you type now is not sent.'}
        </p>
      )
    case 'trouble':
      return (
        <div className={classes(styles.notice, styles.warning)} role="status">
          <span className={styles.pulse} aria-hidden="true" />
          <span>
            {state.message} {state.next}
          </span>
        </div>
      )
    case 'taken-over':
      return (
        <div className={styles.notice} role="status">
          <span>This terminal was opened in another tab.</span>
          <Button look="primary" size="small" onClick={onTakeBack}>
            Take it back
          </Button>
        </div>
      )
    case 'exited':
      return (
        <div className={styles.notice} role="status">
          <span>The shell has ended{state.exitCode === 0 ? '' : ` with exit code ${state.exitCode}`}.</span>
          <Button look="primary" size="small" onClick={onReplace}>
            Open a new shell
          </Button>
        </div>
      )
  }
}
