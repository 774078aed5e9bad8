import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call, wordsOf } from '../api/call.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { toast } from '../ui/toast.ts'
import styles from './YourData.module.css'

const WORD = 'delete'

/** Says what goes, and asks for a word to be typed: there is no way back. */
export function DeleteData({ attempts, onClose }: { attempts: number; onClose: () => void }) {
  const queries = useQueryClient()
  const [typed, setTyped] = useState('')
  const remove = useMutation({
    mutationFn: () => call('deleteAll', {}, undefined),
    onSuccess: () => {
      forgetInBrowser()
      toast.success('All your data is deleted')
      onClose()
      return queries.invalidateQueries()
    },
    onError: (error) => toast.error(wordsOf(error).message, { description: wordsOf(error).next ?? '' }),
  })
  const sure = typed.trim().toLowerCase() === WORD
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Delete all your data?"
      description="There is no way back. Export everything first if you may want it again."
      size="small"
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button look="danger" disabled={!sure} busy={remove.isPending} onClick={() => remove.mutate()}>
            Delete everything
          </Button>
        </>
      }
    >
      <ul className={styles.doomed}>
        <li>{attempts === 1 ? 'One attempt' : `${attempts} attempts`} with grades, event logs, notes and recordings</li>
        <li>All rounds and cards of the drills, and your plan</li>
        <li>What this browser keeps: bookmarks and settings</li>
      </ul>
      <p>Clusters and images of the sandbox stay.</p>
      <label className={styles.word}>
        <span>
          Type <strong>{WORD}</strong> to confirm
        </span>
        <input value={typed} autoComplete="off" spellCheck={false} onChange={(event) => setTyped(event.target.value)} />
      </label>
    </Dialog>
  )
}

function forgetInBrowser(): void {
  const own = Object.keys(localStorage).filter((key) => key.startsWith('unflunk.'))
  for (const key of own) localStorage.removeItem(key)
}
