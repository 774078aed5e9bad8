import { useEffect, useRef } from 'react'
import { tinykeys } from 'tinykeys'
import { type Command, type RoomKind, shortcutsFor, taskDigits } from './shortcuts.ts'

export type Commands = Partial<Record<Command, () => void>> & { goToTask?: (number: number) => void }

/** A dialog that is open owns the keyboard. */
const dialogIsOpen = () => document.querySelector('[role="dialog"], [role="alertdialog"]') !== null

/** Binds the room's keys ahead of the terminal, which would otherwise type them. */
export function useShortcuts(kind: RoomKind, commands: Commands): void {
  const latest = useRef(commands)
  useEffect(() => {
    latest.current = commands
  })
  useEffect(() => {
    const run = (act: () => void) => (event: KeyboardEvent) => {
      if (dialogIsOpen()) return
      event.preventDefault()
      event.stopPropagation()
      act()
    }
    const bindings = Object.fromEntries([
      ...shortcutsFor(kind).map(({ binding, command }) => [binding, run(() => latest.current[command]?.())] as const),
      ...taskDigits.map(({ binding, number }) => [binding, run(() => latest.current.goToTask?.(number))] as const),
    ])
    // Capture, and no exception for text fields: xterm's hidden textarea is one.
    const stop = tinykeys(window, bindings, { capture: true, ignore: () => false })
    // A bare `?` only where nobody types.
    const stopHelp = tinykeys(window, { '[Shift]+?': run(() => latest.current.keys?.()) })
    return () => {
      stop()
      stopHelp()
    }
  }, [kind])
}
