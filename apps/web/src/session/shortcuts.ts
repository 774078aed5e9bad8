// The room's keys in one table: bound from it, and shown from it. Alt combinations, so that no key of the shell or of vim is taken.
export type Command =
  | 'previous-task'
  | 'next-task'
  | 'flag'
  | 'done'
  | 'notes'
  | 'terminal'
  | 'task'
  | 'review'
  | 'end'
  | 'grade'
  | 'docs'
  | 'skip'
  | 'keys'

export type RoomKind = 'exam' | 'practice' | 'drill'

export type Shortcut = {
  command: Command
  /** As tinykeys reads it; letters by their place on the keyboard (`KeyF`), since Alt makes other characters on a Mac. */
  binding: string
  /** As drawn. */
  keys: string
  says: string
  /** Absent: everywhere. */
  only?: RoomKind
  /** Everywhere but there. */
  except?: RoomKind
}

export const shortcuts: readonly Shortcut[] = [
  { command: 'previous-task', binding: 'Alt+ArrowLeft', keys: 'Alt+←', says: 'Previous task', only: 'exam' },
  { command: 'next-task', binding: 'Alt+ArrowRight', keys: 'Alt+→', says: 'Next task', only: 'exam' },
  { command: 'flag', binding: 'Alt+Shift+KeyF', keys: 'Alt+Shift+F', says: 'Flag the task', only: 'exam' },
  { command: 'done', binding: 'Alt+Shift+KeyD', keys: 'Alt+Shift+D', says: 'Mark the task done', only: 'exam' },
  { command: 'review', binding: 'Alt+Shift+KeyR', keys: 'Alt+Shift+R', says: 'Review all tasks', only: 'exam' },
  { command: 'grade', binding: 'Alt+Shift+KeyG', keys: 'Alt+Shift+G', says: 'Grade the task', only: 'practice' },
  { command: 'skip', binding: 'Alt+Shift+KeyS', keys: 'Alt+Shift+S', says: 'Skip the round', only: 'drill' },
  { command: 'task', binding: 'Alt+Shift+KeyQ', keys: 'Alt+Shift+Q', says: 'Go to the task text' },
  { command: 'terminal', binding: 'Alt+Shift+KeyT', keys: 'Alt+Shift+T', says: 'Go to the terminal' },
  { command: 'notes', binding: 'Alt+Shift+KeyN', keys: 'Alt+Shift+N', says: 'Open the notes', except: 'drill' },
  { command: 'docs', binding: 'Alt+Shift+KeyL', keys: 'Alt+Shift+L', says: 'Look up the documentation', except: 'drill' },
  { command: 'end', binding: 'Alt+Shift+KeyE', keys: 'Alt+Shift+E', says: 'End' },
  { command: 'keys', binding: 'Alt+Shift+Slash', keys: 'Alt+Shift+?', says: 'Show these keys' },
]

/** Alt+1 … Alt+9 and Alt+0 for the tenth; bound one by one. */
export const taskDigits: readonly { binding: string; number: number }[] = Array.from({ length: 10 }, (_, index) => ({
  binding: `Alt+Digit${(index + 1) % 10}`,
  number: index + 1,
}))

export const shortcutsFor = (kind: RoomKind): readonly Shortcut[] =>
  shortcuts.filter(({ only, except }) => (only === undefined || only === kind) && except !== kind)

export const keysOf = (command: Command): string => shortcuts.find((shortcut) => shortcut.command === command)?.keys ?? ''
