// The notepad: kept on the server while it is typed, safe in a reload, one for the whole session.
import { useEffect, useRef, useState } from 'react'
import styles from './Notes.module.css'
import { useRoom, useRoomState } from './room-context.tsx'

const SAVE_AFTER = 600 // ms without a keystroke
const RETRY_AFTER = 3000

type Saving = 'saved' | 'typing' | 'failed'
const words: Record<Saving, string> = { saved: 'saved', typing: 'saving…', failed: 'not saved yet, trying again' }

export function Notes({ id }: { id: string }) {
  const room = useRoom()
  const stored = useRoomState((state) => state.session?.notes ?? '')
  const [text, setText] = useState(stored)
  const [saving, setSaving] = useState<Saving>('saved')
  const unsaved = useRef<string>(undefined)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)

  useEffect(() => {
    // Another tab or a reload may know newer notes; what is being typed here wins.
    if (unsaved.current === undefined) setText(stored)
  }, [stored])

  useEffect(
    () => () => {
      clearTimeout(timer.current)
      const last = unsaved.current
      // The page goes away: the request outlives it, and there is nobody left to tell of a failure.
      if (last !== undefined) room.saveNotes(last, { keepalive: true }).catch(() => {})
    },
    [room],
  )

  const save = async (notes: string) => {
    try {
      await room.saveNotes(notes)
      if (unsaved.current !== notes) return
      unsaved.current = undefined
      setSaving('saved')
    } catch {
      setSaving('failed')
      timer.current = setTimeout(() => void save(unsaved.current ?? notes), RETRY_AFTER)
    }
  }

  const edit = (notes: string) => {
    setText(notes)
    setSaving('typing')
    unsaved.current = notes
    clearTimeout(timer.current)
    timer.current = setTimeout(() => void save(notes), SAVE_AFTER)
  }

  return (
    <div className={styles.notes}>
      <div className={styles.head}>
        <label htmlFor={id}>Notes</label>
        <span role="status" className={styles.state} data-state={saving}>
          {text && words[saving]}
        </span>
      </div>
      <textarea
        id={id}
        className={styles.field}
        value={text}
        maxLength={100_000}
        spellCheck={false}
        placeholder="For you alone: what to come back to, and why."
        onChange={(event) => edit(event.target.value)}
      />
    </div>
  )
}
