// One round: where, what, how long already; then what the watches saw. Everything in code copies on a click.
import type { HostsDrill, HostsRound } from '@unflunk/shared/hosts-drill'
import { useRoomState } from '../session/room-context.tsx'
import { keysOf } from '../session/shortcuts.ts'
import { TaskText } from '../session/TaskText.tsx'
import { Button } from '../ui/Button.tsx'
import { CopyArea } from '../ui/CopyArea.tsx'
import { elapsed } from '../ui/duration.ts'
import { Icon } from '../ui/Icon.tsx'
import { Tooltip } from '../ui/Tooltip.tsx'
import { useNow } from '../ui/use-now.ts'
import styles from './RoundPane.module.css'
import { phaseWords } from './round-words.ts'

function RoundClock({ openedAt }: { openedAt: number }) {
  const offset = useRoomState((state) => state.clockOffset)
  const now = useNow(500) + offset
  return (
    <span role="timer" aria-label="Time in this round" className={styles.clock}>
      {elapsed(now - openedAt)}
    </span>
  )
}

/** The namespace is said as the exam says it, in the sentence. */
const textOf = ({ says, namespace }: HostsRound): string =>
  namespace === undefined ? says : `In namespace \`${namespace}\`: ${says.charAt(0).toLowerCase()}${says.slice(1)}`

function Feedback({ drill, open }: { drill: HostsDrill; open: HostsRound | undefined }) {
  const last = drill.rounds.findLast(({ phase }) => phase !== 'open')
  return (
    <div className={styles.feedback} role="status" aria-live="polite">
      {open?.wrong.map(({ at, says, seen }) => (
        <div key={at} className={styles.slip}>
          <Icon name="warning" />
          <div>
            <p className={styles.lead}>{says}</p>
            <p className={styles.seen}>{seen}</p>
          </div>
        </div>
      ))}
      {drill.hint && (
        <div className={styles.hint}>
          <Icon name="info" />
          <p>{drill.hint.says}</p>
        </div>
      )}
      {last && (
        <div className={styles.last} data-phase={last.phase}>
          <Icon name={last.phase === 'right' ? 'check' : 'right'} />
          <p>
            Round {last.number}: {phaseWords(last)}
            <span className={styles.points}>{last.points} points</span>
          </p>
        </div>
      )}
    </div>
  )
}

export function RoundPane({ drill, onSkip }: { drill: HostsDrill; onSkip: () => void }) {
  const open = drill.rounds.find(({ phase }) => phase === 'open')
  return (
    <CopyArea className={styles.pane}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className={styles.scroller} id="task-text" tabIndex={0} aria-label="Round">
        {open && (
          <>
            <div className={styles.head}>
              <h2 className={styles.over}>
                Round {open.number} of {drill.total}
              </h2>
              <RoundClock openedAt={open.openedAt} />
            </div>
            <button type="button" className={styles.go} data-copy={open.go} aria-label={`Copy: ${open.go}`}>
              <code>{open.go}</code>
              <Icon name="copy" size={14} />
            </button>
            <div className={styles.text}>
              <TaskText markdown={textOf(open)} />
            </div>
          </>
        )}
        <Feedback drill={drill} open={open} />
      </section>
      <div className={styles.foot}>
        <Tooltip side="top" says="No points for this round" keys={keysOf('skip')}>
          <Button onClick={onSkip}>Skip</Button>
        </Tooltip>
        <p className={styles.note}>The next round opens by itself.</p>
      </div>
    </CopyArea>
  )
}
