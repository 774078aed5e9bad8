import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { call, wordsOf } from '../api/call.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { RecordingsChoice } from '../ui/RecordingsChoice.tsx'
import { fileName, saveFile } from '../ui/save-file.ts'
import { toast } from '../ui/toast.ts'

/** All attempts and drills in one file. */
export function ExportData({ onClose }: { onClose: () => void }) {
  const [recordings, setRecordings] = useState(false)
  const save = useMutation({
    mutationFn: () => call('exportAll', {}, { recordings }),
    onSuccess: (file) => {
      saveFile(fileName('everything', file.exportedAt, 'json'), 'application/json', JSON.stringify(file))
      onClose()
    },
    onError: (error) => toast.error(wordsOf(error).message, { description: wordsOf(error).next ?? '' }),
  })
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Export everything"
      description="Attempts, grades, event logs and drills in one JSON file, to import into Unflunk on another machine."
      size="small"
      footer={
        <Button look="primary" busy={save.isPending} onClick={() => save.mutate()}>
          Save JSON
        </Button>
      }
    >
      <p>Tokens, passwords and Secret data are taken out of the command lines and of your notes.</p>
      <RecordingsChoice wanted={recordings} onChange={setRecordings} />
    </Dialog>
  )
}
