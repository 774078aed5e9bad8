// The left side of the room: which task, on which host, what to do, where to look it up, my own marks.
import type { TaskView } from '@unflunk/shared/session'
import { type ReactNode, useEffect, useRef } from 'react'
import { Button, IconButton } from '../ui/Button.tsx'
import { CopyArea } from '../ui/CopyArea.tsx'
import { Icon } from '../ui/Icon.tsx'
import { Tooltip } from '../ui/Tooltip.tsx'
import { attempt } from './attempt.ts'
import { useRoom } from './room-context.tsx'
import { keysOf } from './shortcuts.ts'
import styles from './TaskPane.module.css'
import { TaskText } from './TaskText.tsx'

function SshLine({ host }: { host: string }) {
  return (
    <button type="button" className={styles.ssh} data-copy={`ssh ${host}`} aria-label={`Copy: ssh ${host}`}>
      <span className={styles.prompt} aria-hidden="true">
        $
      </span>
      <code>ssh {host}</code>
      <Icon name="copy" size={14} />
    </button>
  )
}

function QuickReference({ task, onOpen }: { task: TaskView; onOpen: (url: string) => void }) {
  if (task.quickReference.length === 0) return null
  return (
    <section className={styles.reference} aria-label="Quick Reference">
      <h3>Quick Reference</h3>
      <ul>
        {task.quickReference.map(({ title, url }) => (
          <li key={url}>
            <a href={url} target="_blank" rel="noopener noreferrer" onClick={() => onOpen(url)}>
              {title}
              <Icon name="external" size={13} />
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Tells once per task that its last line was on screen. */
function useScrolledToEnd(task: string) {
  const room = useRoom()
  const end = useRef<HTMLDivElement>(null)
  const seen = useRef(new Set<string>())
  useEffect(() => {
    if (!end.current || seen.current.has(task)) return
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting) || seen.current.has(task)) return
      seen.current.add(task)
      room.report({ type: 'task-scrolled-to-end', task })
    })
    observer.observe(end.current)
    return () => observer.disconnect()
  }, [room, task])
  return end
}

type TaskPaneProps = {
  task: TaskView
  count: number
  /** Shown over the text instead of "Task n of N", as in practice. */
  over?: ReactNode
  onStep?: (by: 1 | -1) => void
  children?: ReactNode
}

export function TaskPane({ task, count, over, onStep, children }: TaskPaneProps) {
  const room = useRoom()
  const end = useScrolledToEnd(task.id)
  const scroller = useRef<HTMLElement>(null)
  // Another task begins at its top.
  useEffect(() => {
    scroller.current?.scrollTo({ top: 0 })
  }, [task.id])
  const opened = (url: string) => room.report({ type: 'docs-opened', task: task.id, url, from: 'quick-reference' })
  return (
    <CopyArea className={styles.pane} onCopied={(what) => room.report({ type: 'copied', task: task.id, what: what.slice(0, 300) })}>
      <header className={styles.head}>
        <div className={styles.where}>
          <p className={styles.over}>{over ?? `Task ${task.number} of ${count}`}</p>
          {onStep && (
            <div className={styles.steps}>
              <Tooltip says="Previous task" keys={keysOf('previous-task')}>
                <IconButton icon="left" size="small" label="Previous task" disabled={task.number === 1} onClick={() => onStep(-1)} />
              </Tooltip>
              <Tooltip says="Next task" keys={keysOf('next-task')}>
                <IconButton icon="right" size="small" label="Next task" disabled={task.number === count} onClick={() => onStep(1)} />
              </Tooltip>
            </div>
          )}
        </div>
        <h2 className={styles.title}>{task.title}</h2>
        <SshLine host={task.host} />
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section ref={scroller} className={styles.scroller} id="task-text" tabIndex={0} aria-label="Task text">
        <TaskText markdown={task.markdown} onLink={opened} />
        <QuickReference task={task} onOpen={opened} />
        <div ref={end} className={styles.end} />
      </section>
      {children}
    </CopyArea>
  )
}

/** Flag and my own mark; neither is graded. */
export function TaskMarks({ task }: { task: TaskView }) {
  const room = useRoom()
  const { flagged, done } = task
  return (
    <>
      <Tooltip side="top" says={flagged ? 'Take the flag away' : 'Come back to it later'} keys={keysOf('flag')}>
        <Button
          icon="flag"
          aria-pressed={flagged}
          className={flagged ? styles.flagged : undefined}
          onClick={() => void attempt(() => room.mark(task.id, { flagged: !flagged }))}
        >
          {flagged ? 'Flagged' : 'Flag'}
        </Button>
      </Tooltip>
      <Tooltip side="top" says="For you alone: it is not graded" keys={keysOf('done')}>
        <Button
          icon="check"
          aria-pressed={done}
          className={done ? styles.done : undefined}
          onClick={() => void attempt(() => room.mark(task.id, { done: !done }))}
        >
          {done ? 'Done' : 'Mark as done'}
        </Button>
      </Tooltip>
    </>
  )
}
