// How long each look into the documentation took, until the next thing was done with it.
import type { HabitEvent, HabitEventOf } from '@unflunk/shared/habits'
import { EDITORS } from './command/tools.ts'
import { oncePerReading } from './once.ts'

export interface LookUp {
  /** The first page; pages opened one after the other are one look-up. */
  readonly opened: HabitEventOf<'docs-opened'>
  readonly pages: number
  readonly ms: number
}

/** What shows that the candidate is at work again. */
const WORK: ReadonlySet<HabitEvent['type']> = new Set(['command-started', 'command-finished', 'pasted', 'terminal-idle'])
/** What makes the time until then say nothing: another task, a break, a lost line. To leave the window is part of it: the page opens in a tab. */
const BREAKS: ReadonlySet<HabitEvent['type']> = new Set([
  'task-opened',
  'task-left',
  'review-opened',
  'disconnected',
  'frozen',
  'reset',
  'ended',
])

/**
 * Only those whose end was seen. While an editor is open its keys leave no events, so a look-up from there counts when something was pasted, and
 * is not measured when not.
 */
export const lookUps = oncePerReading((reading): readonly LookUp[] => {
  const found: LookUp[] = []
  let open: { opened: HabitEventOf<'docs-opened'>; pages: number; silent: boolean } | undefined
  const editing = reading.runs.filter(({ calls }) => calls.some((call) => EDITORS.has(call.tool) || call.kubectl?.verb === 'edit'))
  const isEditing = (at: number) => editing.some((run) => run.at <= at && at < run.until)
  for (const event of reading.log) {
    if (event.type === 'docs-opened')
      open = open ? { ...open, pages: open.pages + 1 } : { opened: event, pages: 1, silent: isEditing(event.at) }
    else if (open && BREAKS.has(event.type)) open = undefined
    else if (open && WORK.has(event.type)) {
      const told = !open.silent || event.type === 'pasted' || event.type === 'terminal-idle'
      if (told) found.push({ opened: open.opened, pages: open.pages, ms: event.at - open.opened.at })
      open = undefined
    }
  }
  return found
})
