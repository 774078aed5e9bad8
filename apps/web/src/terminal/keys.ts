// The keys that the terminal keeps for itself, as in the exam; every other key belongs to the shell.
export type TerminalCommand = 'copy' | 'paste' | 'search' | 'delete-word'

type Key = Pick<KeyboardEvent, 'ctrlKey' | 'shiftKey' | 'altKey' | 'metaKey' | 'code'>

/** By place on the keyboard, since Alt makes other characters on some layouts. */
export function commandOf(key: Key): TerminalCommand | undefined {
  if (key.metaKey || !key.ctrlKey) return undefined
  if (key.shiftKey && !key.altKey) {
    if (key.code === 'KeyC') return 'copy'
    if (key.code === 'KeyV') return 'paste'
    if (key.code === 'KeyF') return 'search'
  }
  // A browser closes its tab on Ctrl+W and no page can stop it; the exam has this key for the same reason.
  if (key.altKey && !key.shiftKey && key.code === 'KeyW') return 'delete-word'
  return undefined
}
