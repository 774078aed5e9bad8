// Help in the order in which it spoils least: hints one by one, then the solution.
import type { TaskView } from '@unflunk/shared/session'
import { useState } from 'react'
import type { Answer } from '../api/call.ts'
import { Button } from '../ui/Button.tsx'
import { CopyArea } from '../ui/CopyArea.tsx'
import { Confirm, Dialog } from '../ui/Dialog.tsx'
import { Tabs } from '../ui/Tabs.tsx'
import { attempt } from './attempt.ts'
import styles from './PracticeHelp.module.css'
import { useRoom } from './room-context.tsx'
import { TaskText } from './TaskText.tsx'

function Hints({ task }: { task: TaskView }) {
  const room = useRoom()
  const [hints, setHints] = useState<readonly string[]>([])
  const [busy, setBusy] = useState(false)
  const total = task.hints ?? 0
  const next = async () => {
    setBusy(true)
    await attempt(async () => {
      const { hint } = await room.hint(task.id, hints.length)
      setHints([...hints, hint])
    })
    setBusy(false)
  }
  if (total === 0) return <p className={styles.text}>This task has no hints.</p>
  return (
    <>
      <ol className={styles.hints} aria-live="polite">
        {hints.map((hint) => (
          <li key={hint}>
            <TaskText markdown={hint} />
          </li>
        ))}
      </ol>
      {hints.length < total && (
        <Button icon="bulb" busy={busy} onClick={() => void next()}>
          {hints.length === 0 ? 'Show a hint' : 'Show another hint'} ({hints.length + 1} of {total})
        </Button>
      )}
    </>
  )
}

const fence = (script: string): string => `\`\`\`\`bash\n${script.trimEnd()}\n\`\`\`\``

function Solution({ task }: { task: TaskView }) {
  const room = useRoom()
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  const [shown, setShown] = useState(false)
  const [answer, setAnswer] = useState<Answer<'solution'>>()
  const get = async () => {
    setBusy(true)
    const worked = await attempt(async () => setAnswer(await room.solution(task.id)))
    setBusy(false)
    setAsking(false)
    setShown(worked)
  }
  return (
    <>
      <Button icon="book" onClick={() => (answer ? setShown(true) : setAsking(true))}>
        Show solutions and notes
      </Button>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title="Show the solution?"
        action="Show it"
        cancel="Not yet"
        busy={busy}
        onConfirm={() => void get()}
      >
        It spoils the task: you cannot find it out any more. A hint may be enough.
      </Confirm>
      <Dialog open={shown} onOpenChange={setShown} title={`Solutions: ${task.title}`} size="large">
        {answer && (
          <CopyArea>
            <Tabs
              label="Solutions and notes"
              tabs={[
                ...answer.solutions.map(({ name, script }) => ({
                  id: `solution ${name}`,
                  title: name,
                  content: <TaskText markdown={fence(script)} />,
                })),
                ...(answer.notes ? [{ id: 'notes', title: 'Notes', content: <TaskText markdown={answer.notes} /> }] : []),
              ]}
            />
          </CopyArea>
        )}
      </Dialog>
    </>
  )
}

export function PracticeHelp({ task }: { task: TaskView }) {
  return (
    <CopyArea className={styles.help}>
      <section>
        <h2 className={styles.title}>Hints</h2>
        <Hints task={task} />
      </section>
      <section>
        <h2 className={styles.title}>Solution</h2>
        <p className={styles.text}>Several ways lead to full points; here are those that the task was proven with.</p>
        <Solution task={task} />
      </section>
    </CopyArea>
  )
}
