// Takes the attempt along: as JSON for Unflunk on another machine, or as a report to print and to send.
import { useMutation } from '@tanstack/react-query'
import type { AttemptResult } from '@unflunk/shared/api'
import { useState } from 'react'
import { call, wordsOf } from '../api/call.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { RecordingsChoice } from '../ui/RecordingsChoice.tsx'
import { retryImport } from '../ui/retry-import.ts'
import { fileName, saveFile } from '../ui/save-file.ts'
import { toast } from '../ui/toast.ts'

export function ExportButton({ result }: { result: AttemptResult }) {
  const [open, setOpen] = useState(false)
  const [recordings, setRecordings] = useState(false)
  const save = useMutation({
    mutationFn: (kind: keyof typeof savers) => savers[kind](result, recordings),
    onSuccess: () => setOpen(false),
    onError: (error) => toast.error(wordsOf(error).message, { description: wordsOf(error).next ?? '' }),
  })
  return (
    <>
      <Button look="quiet" icon="external" onClick={() => setOpen(true)}>
        Export
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title="Export this attempt"
        description="The report to print or to send; the JSON to import into Unflunk on another machine."
        size="small"
        footer={
          <>
            <Button busy={save.isPending && save.variables === 'json'} onClick={() => save.mutate('json')}>
              Save JSON
            </Button>
            <Button look="primary" busy={save.isPending && save.variables === 'report'} onClick={() => save.mutate('report')}>
              Save the report
            </Button>
          </>
        }
      >
        <p>Tokens, passwords and Secret data are taken out of the command lines and of your notes.</p>
        {result.recordings.length > 0 && <RecordingsChoice wanted={recordings} onChange={setRecordings} />}
      </Dialog>
    </>
  )
}

const savers = {
  async json({ attempt }: AttemptResult, recordings: boolean): Promise<void> {
    const file = await call('exportAttempt', { id: attempt.id }, { recordings })
    saveFile(fileName(attempt.title, attempt.createdAt, 'json'), 'application/json', JSON.stringify(file))
  },
  async report(result: AttemptResult, recordings: boolean): Promise<void> {
    const { attempt } = result
    const file = recordings ? await call('exportAttempt', { id: attempt.id }, { recordings }) : undefined
    const { printableHtml } = await retryImport(() => import('../printable/printable-html.tsx'))
    const html = printableHtml(result, file?.attempts[0]?.recordings ?? [])
    saveFile(fileName(attempt.title, attempt.createdAt, 'html'), 'text/html', html)
  },
}
