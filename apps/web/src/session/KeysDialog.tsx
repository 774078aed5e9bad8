import { Dialog } from '../ui/Dialog.tsx'
import { Kbd } from '../ui/Kbd.tsx'
import styles from './KeysDialog.module.css'
import { type RoomKind, shortcutsFor } from './shortcuts.ts'

const terminalKeys = [
  { keys: 'Alt+Shift+←', says: 'Terminal to the left; Alt+Shift+→ to the right' },
  { keys: 'Ctrl+Shift+C', says: 'Copy what is selected in the terminal' },
  { keys: 'Ctrl+Shift+V', says: 'Paste into the terminal' },
  { keys: 'Ctrl+Shift+F', says: 'Search in the terminal' },
  { keys: 'Ctrl+Alt+W', says: 'Delete a word, as Ctrl+W closes the browser tab' },
]

type Row = { keys: string; says: string }

function Rows({ rows }: { rows: readonly Row[] }) {
  return (
    <dl className={styles.rows}>
      {rows.map(({ keys, says }) => (
        <div key={keys}>
          <dt>{says}</dt>
          <dd>
            <Kbd keys={keys} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

type KeysDialogProps = { open: boolean; onOpenChange: (open: boolean) => void; kind: RoomKind }

export function KeysDialog({ open, onOpenChange, kind }: KeysDialogProps) {
  const tasks: Row[] = kind === 'exam' ? [{ keys: 'Alt+1', says: 'Task 1; Alt+2 for task 2, up to Alt+0 for task 10' }] : []
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Keys">
      <Rows rows={[...tasks, ...shortcutsFor(kind)]} />
      <h3 className={styles.part}>Terminal</h3>
      <Rows rows={terminalKeys} />
    </Dialog>
  )
}
