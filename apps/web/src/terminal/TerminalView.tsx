// One terminal on the page, with what covers it when it cannot be typed into.
import type { TerminalView as Terminal } from '@unflunk/shared/session'
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react'
import { classes } from '../ui/classes.ts'
import { type AddedLag, facesLoaded, LiveTerminal } from './live-terminal.ts'
import { SearchBar } from './SearchBar.tsx'
import { TerminalNotice } from './TerminalNotice.tsx'
import styles from './TerminalView.module.css'
import type { TerminalState } from './terminal-connection.ts'

export type TerminalHandle = { focus(): void; search(): void }

type TerminalViewProps = {
  sessionId: string
  terminal: Terminal
  fontSize: number
  lag: AddedLag | undefined
  onLatency: ((ms: number | undefined) => void) | undefined
  /** The shell has ended: start another one in its place. */
  onReplace: () => void
  ref: Ref<TerminalHandle>
}

export function TerminalView({ sessionId, terminal, fontSize, lag, onLatency, onReplace, ref }: TerminalViewProps) {
  const parent = useRef<HTMLDivElement>(null)
  const live = useRef<LiveTerminal>(undefined)
  const [state, setState] = useState<TerminalState>({ phase: 'connecting' })
  /** Asked for before xterm was there. */
  const wantsFocus = useRef(false)
  const [searching, setSearching] = useState(false)
  // What the terminal is made with; later changes reach it below, without a new connection.
  const initial = useRef({ fontSize, lag, onLatency, label: terminal.title })
  initial.current.onLatency = onLatency

  useEffect(() => {
    let gone = false
    void facesLoaded().then(() => {
      if (gone || !parent.current) return
      live.current = new LiveTerminal({
        ...{ sessionId, terminalId: terminal.id, parent: parent.current, onState: setState },
        ...{ fontSize: initial.current.fontSize, lag: initial.current.lag, label: initial.current.label },
        onLatency: (ms) => initial.current.onLatency?.(ms),
        onSearch: () => setSearching(true),
      })
      if (wantsFocus.current || document.activeElement === document.body) live.current.screen.focus()
    })
    return () => {
      gone = true
      live.current?.dispose()
      live.current = undefined
    }
  }, [sessionId, terminal.id])

  useEffect(() => {
    initial.current.fontSize = fontSize
    if (live.current) live.current.screen.fontSize = fontSize
  }, [fontSize])

  useImperativeHandle(ref, () => ({
    focus: () => {
      wantsFocus.current = live.current === undefined
      live.current?.screen.focus()
    },
    search: () => setSearching(true),
  }))

  const endSearch = () => {
    setSearching(false)
    live.current?.screen.endSearch()
  }
  const takeBack = () => {
    live.current?.connection.takeBack()
    live.current?.screen.focus()
  }

  return (
    <div className={styles.view}>
      <div
        ref={parent}
        className={classes(styles.screen, isDimmed(state) && styles.dimmed)}
        data-terminal={terminal.id}
        data-phase={state.phase}
      />
      {searching && (
        <SearchBar onFind={(text, direction, typing) => live.current?.screen.find(text, direction, typing) ?? false} onClose={endSearch} />
      )}
      <TerminalNotice state={shownState(state, terminal)} onTakeBack={takeBack} onReplace={onReplace} />
    </div>
  )
}

/** After a restart of the grader an ended shell is not joined any more: it has ended all the same. */
function shownState(state: TerminalState, { exited }: Terminal): TerminalState {
  return exited && state.phase === 'lost' ? { phase: 'exited', exitCode: 0 } : state
}

/** What it shows may be old, and keys are refused. */
function isDimmed({ phase }: TerminalState): boolean {
  return phase === 'lost' || phase === 'trouble' || phase === 'taken-over'
}
