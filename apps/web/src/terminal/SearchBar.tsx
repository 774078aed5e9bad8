// Looks for a text in one terminal: Enter goes on, Shift+Enter back, Escape ends.
import { type KeyboardEvent, useState } from 'react'
import { IconButton } from '../ui/Button.tsx'
import { classes } from '../ui/classes.ts'
import styles from './SearchBar.module.css'

type Direction = 'next' | 'previous'

type SearchBarProps = {
  /** `typing`: the text just changed, so the present match is kept while it still fits. Answers whether there is a match. */
  onFind: (text: string, direction: Direction, typing: boolean) => boolean
  onClose: () => void
}

export function SearchBar({ onFind, onClose }: SearchBarProps) {
  const [text, setText] = useState('')
  const [found, setFound] = useState(true)
  const find = (value: string, direction: Direction, typing: boolean) => setFound(value === '' || onFind(value, direction, typing))
  const change = (value: string) => {
    setText(value)
    find(value, 'next', true)
  }
  const key = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onClose()
    if (event.key === 'Enter') find(text, event.shiftKey ? 'previous' : 'next', false)
    event.stopPropagation()
  }
  return (
    <search className={styles.bar}>
      <input
        // biome-ignore lint/a11y/noAutofocus: the reader has just asked for the search
        autoFocus
        className={classes(styles.text, !found && styles.missing)}
        aria-label="Search in the terminal"
        placeholder="Search"
        value={text}
        onChange={(event) => change(event.target.value)}
        onKeyDown={key}
      />
      <span className={styles.result} role="status">
        {found ? '' : 'not found'}
      </span>
      <IconButton icon="left" label="Previous match" size="small" onClick={() => find(text, 'previous', false)} />
      <IconButton icon="right" label="Next match" size="small" onClick={() => find(text, 'next', false)} />
      <IconButton icon="cross" label="End the search" size="small" onClick={onClose} />
    </search>
  )
}
