// The terminals of a session in tabs, like those of the exam: terminal 1 | terminal 2 | +. Only what was in front once is connected.
import type { TerminalView as Terminal } from '@unflunk/shared/session'
import { Tabs } from 'radix-ui'
import { type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react'
import { Button, IconButton } from '../ui/Button.tsx'
import { Confirm } from '../ui/Dialog.tsx'
import { EmptyState } from '../ui/State.tsx'
import { Tooltip } from '../ui/Tooltip.tsx'
import { activeAfter, neighbour } from './active-terminal.ts'
import { clampFontSize, LARGEST, SMALLEST, storedFontSize, storeFontSize } from './font-size.ts'
import type { AddedLag } from './live-terminal.ts'
import styles from './TerminalTabs.module.css'
import { type TerminalHandle, TerminalView } from './TerminalView.tsx'

type TerminalTabsProps = {
  sessionId: string
  terminals: readonly Terminal[]
  onOpen: () => void
  onClose: (terminalId: string) => void
  /** Makes typing as slow as in the exam's remote desktop. */
  lag?: AddedLag
  /** Round trip of the terminal in front, every few seconds; undefined while it is cut off. */
  onLatency?: (ms: number | undefined) => void
}

export function TerminalTabs({ sessionId, terminals, onOpen, onClose, lag, onLatency }: TerminalTabsProps) {
  const { active, activate, seen } = useActive(terminals)
  const [fontSize, setFontSize] = useFontSize()
  const [closing, setClosing] = useState<Terminal>()
  const handles = useRef(new Map<string, TerminalHandle>())
  const front = terminals.find((terminal) => terminal.id === active)
  // The tab that comes to the front next gets the keyboard, unless it was reached by arrows among the tabs.
  const focusNext = useRef(false)
  useLayoutEffect(() => {
    if (focusNext.current && active !== undefined) handles.current.get(active)?.focus()
    focusNext.current = false
  }, [active])

  const ask = (terminal: Terminal) => (terminal.exited ? onClose(terminal.id) : setClosing(terminal))
  const open = () => {
    focusNext.current = true
    onOpen()
  }
  const replace = (terminal: Terminal) => {
    onClose(terminal.id)
    open()
  }
  const key = (event: KeyboardEvent) => {
    const step = event.altKey && event.shiftKey && !event.ctrlKey ? steps[event.code] : undefined
    if (!step) return
    event.preventDefault()
    event.stopPropagation()
    const next = neighbour(
      terminals.map((terminal) => terminal.id),
      active,
      step,
    )
    focusNext.current = true
    activate(next)
  }

  return (
    <Tabs.Root className={styles.root} value={active ?? ''} onValueChange={activate} onKeyDownCapture={key}>
      <div className={styles.bar}>
        <Tabs.List aria-label="Terminals" className={styles.tabs}>
          {terminals.map((terminal) => (
            <Tabs.Trigger
              key={terminal.id}
              value={terminal.id}
              className={styles.tab}
              onClick={() => handles.current.get(terminal.id)?.focus()}
              onKeyDown={(event) => event.key === 'Delete' && ask(terminal)}
            >
              {terminal.title}
              {terminal.exited && <span className={styles.ended}>ended</span>}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        <Tooltip says="New terminal">
          <IconButton icon="plus" label="New terminal" size="small" onClick={open} />
        </Tooltip>
        <div className={styles.tools}>
          <Tooltip says="Search" keys="Ctrl+Shift+F">
            <IconButton
              icon="search"
              label="Search in the terminal"
              size="small"
              disabled={!front}
              onClick={() => front && handles.current.get(front.id)?.search()}
            />
          </Tooltip>
          <Button
            look="quiet"
            size="small"
            aria-label="A−, smaller letters"
            disabled={fontSize <= SMALLEST}
            onClick={() => setFontSize(fontSize - 1)}
          >
            A−
          </Button>
          <Button
            look="quiet"
            size="small"
            aria-label="A+, larger letters"
            disabled={fontSize >= LARGEST}
            onClick={() => setFontSize(fontSize + 1)}
          >
            A+
          </Button>
          <Tooltip says={front ? `Close ${front.title}` : 'Close'}>
            <IconButton
              icon="cross"
              label={front ? `Close ${front.title}` : 'Close the terminal'}
              size="small"
              disabled={!front}
              onClick={() => front && ask(front)}
            />
          </Tooltip>
        </div>
      </div>
      <div className={styles.panels}>
        {terminals.map((terminal) => (
          <Tabs.Content key={terminal.id} value={terminal.id} className={styles.panel} forceMount tabIndex={-1}>
            {seen.has(terminal.id) && (
              <TerminalView
                {...{ sessionId, terminal, fontSize, lag }}
                onLatency={terminal.id === active ? onLatency : undefined}
                onReplace={() => replace(terminal)}
                ref={(handle) => {
                  if (handle) handles.current.set(terminal.id, handle)
                  else handles.current.delete(terminal.id)
                }}
              />
            )}
          </Tabs.Content>
        ))}
        {terminals.length === 0 && (
          <EmptyState
            icon="screen"
            title="No terminal is open"
            action={
              <Button look="primary" icon="plus" onClick={open}>
                Open a terminal
              </Button>
            }
          >
            Your files and clusters are as you left them.
          </EmptyState>
        )}
      </div>
      <Confirm
        open={closing !== undefined}
        onOpenChange={(open) => !open && setClosing(undefined)}
        title={`Close ${closing?.title ?? 'the terminal'}?`}
        action="Close it"
        danger
        onConfirm={() => {
          if (closing) onClose(closing.id)
          setClosing(undefined)
        }}
      >
        Its shell and everything that runs in it end: an open editor loses what is not saved.
      </Confirm>
    </Tabs.Root>
  )
}

const steps: Readonly<Record<string, 1 | -1>> = { ArrowRight: 1, ArrowLeft: -1 }

/** The tab in front, and all that have been there: the others are not connected yet. */
function useActive(terminals: readonly Terminal[]) {
  const ids = terminals.map((terminal) => terminal.id)
  const [state, setState] = useState(() => ({ ids, active: ids[0], seen: new Set(ids.slice(0, 1)) }))
  const activate = (active: string | undefined) =>
    setState((before) => ({ ...before, active, seen: active === undefined ? before.seen : new Set(before.seen).add(active) }))
  // Terminals come and go by the server's word: the tab in front follows while rendering, not one frame later.
  if (ids.join() !== state.ids.join()) {
    const active = activeAfter(state.ids, ids, state.active)
    setState({ ids, active, seen: active === undefined ? state.seen : new Set(state.seen).add(active) })
  }
  return { active: state.active, activate, seen: state.seen }
}

function useFontSize(): [number, (pixels: number) => void] {
  const [size, setSize] = useState(storedFontSize)
  return [
    size,
    (pixels) => {
      const next = clampFontSize(pixels)
      storeFontSize(next)
      setSize(next)
    },
  ]
}
