// The mark of a checklist's item: never by colour alone.
import type { ChecklistItem } from '@unflunk/shared/checklist'
import { Icon } from '../ui/Icon.tsx'
import styles from './ItemMark.module.css'

export const stateWords: Readonly<Record<ChecklistItem['state'], string>> = {
  done: 'Done',
  missed: 'Missed',
  open: 'Still open',
  'not-measured': 'Not measured',
}

/** The word itself is for the caller to say. */
export function ItemMark({ state }: { state: ChecklistItem['state'] }) {
  return (
    <span className={styles.mark} data-state={state} aria-hidden="true">
      {state === 'done' && <Icon name="check" size={12} />}
      {state === 'missed' && <Icon name="cross" size={12} />}
      {state === 'not-measured' && '–'}
    </span>
  )
}
