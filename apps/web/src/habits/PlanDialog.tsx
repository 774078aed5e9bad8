// The dates of the plan, each of which may stay empty.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Plan } from '@unflunk/shared/history'
import { useState } from 'react'
import { call, wordsOf } from '../api/call.ts'
import { Button } from '../ui/Button.tsx'
import { Choice } from '../ui/Choice.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { toast } from '../ui/toast.ts'
import { historyQuery } from './history-query.ts'
import styles from './PlanCard.module.css'

type DateName = 'examDate' | 'registeredOn' | 'expiresOn'

const dates: readonly { name: DateName; label: string }[] = [
  { name: 'registeredOn', label: 'Registered on' },
  { name: 'examDate', label: 'First attempt on' },
  { name: 'expiresOn', label: 'Registration ends on' },
]
const tracks = [
  { value: 'cka', label: 'CKA' },
  { value: 'cks', label: 'CKS' },
] as const

export function PlanDialog({ plan, onClose }: { plan: Plan; onClose: () => void }) {
  const [draft, setDraft] = useState(plan)
  const queries = useQueryClient()
  const save = useMutation({
    mutationFn: () => call('savePlan', {}, draft),
    onSuccess: async () => {
      await queries.invalidateQueries(historyQuery)
      onClose()
    },
    onError: (error) => toast.error(wordsOf(error).message),
  })
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Your plan"
      description="The dates stay on this machine. Each of them may be left empty."
      size="small"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" busy={save.isPending} onClick={() => save.mutate()}>
            Save
          </Button>
        </>
      }
    >
      <div className={styles.fields}>
        <Choice label="Exam" options={tracks} value={draft.track} onChange={(track) => setDraft({ ...draft, track })} />
        {dates.map(({ name, label }) => (
          <label key={name} className={styles.field}>
            {label}
            <input
              type="date"
              value={draft[name] ?? ''}
              onChange={(event) => setDraft({ ...draft, [name]: event.target.value === '' ? undefined : event.target.value })}
            />
          </label>
        ))}
      </div>
    </Dialog>
  )
}
