// All that was kept, in the candidate's hands: take it in, take it along, delete it.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { parseExport } from '@unflunk/shared/export'
import { useRef, useState } from 'react'
import { call, wordsOf } from '../api/call.ts'
import { Button } from '../ui/Button.tsx'
import { Panel } from '../ui/Panel.tsx'
import { Section } from '../ui/Section.tsx'
import { toast } from '../ui/toast.ts'
import { DeleteData } from './DeleteData.tsx'
import { ExportData } from './ExportData.tsx'
import { homeQuery } from './home-query.ts'
import styles from './YourData.module.css'

export function YourData({ attempts, live }: { attempts: number; live: boolean }) {
  const [asked, setAsked] = useState<'export' | 'delete'>()
  const close = () => setAsked(undefined)
  return (
    <Section title="Your data">
      <Panel>
        <p>Everything stays on this machine. {live && 'While an attempt runs, nothing leaves, comes in or is deleted.'}</p>
        <div className={styles.buttons}>
          <ImportButton disabled={live} />
          <Button size="small" disabled={live} onClick={() => setAsked('export')}>
            Export everything
          </Button>
          <Button size="small" disabled={live} onClick={() => setAsked('delete')}>
            Delete my data
          </Button>
        </div>
      </Panel>
      {asked === 'export' && <ExportData onClose={close} />}
      {asked === 'delete' && <DeleteData attempts={attempts} onClose={close} />}
    </Section>
  )
}

const attemptsIn = (count: number) => (count === 1 ? 'One attempt' : `${count} attempts`)

function ImportButton({ disabled }: { disabled: boolean }) {
  const queries = useQueryClient()
  const picker = useRef<HTMLInputElement>(null)
  const take = useMutation({
    // What is wrong with the file is said before all of it is sent.
    mutationFn: async (file: File) => call('importData', {}, parseExport(await file.text())),
    onSuccess: ({ imported, alreadyHere }) => {
      if (imported.length > 0) toast.success(`${attemptsIn(imported.length)} imported`)
      if (alreadyHere > 0) toast.message(`${attemptsIn(alreadyHere)} in this file ${alreadyHere === 1 ? 'is' : 'are'} here already`)
      return queries.invalidateQueries(homeQuery)
    },
  })
  const failure = take.error ? wordsOf(take.error) : undefined
  return (
    <>
      <input
        ref={picker}
        type="file"
        accept=".json,application/json"
        aria-label="Choose an export to import"
        hidden
        onChange={({ target }) => {
          const [file] = target.files ?? []
          if (file) take.mutate(file)
          target.value = '' // the same file may be chosen again
        }}
      />
      <Button size="small" disabled={disabled} busy={take.isPending} onClick={() => picker.current?.click()}>
        Import
      </Button>
      {failure && (
        <p className={styles.failure} role="alert">
          {failure.message} {failure.next}
        </p>
      )}
    </>
  )
}
