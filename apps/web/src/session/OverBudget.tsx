// Strict: the open task has used up its budget. Flag it and take the next one, or go on; either answer is recorded.
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { attempt } from './attempt.ts'
import { useRoom } from './room-context.tsx'
import { useSession } from './use-session.ts'

/** `onNext`: opens the next task that still needs work. */
export function OverBudget({ onNext }: { onNext: () => void }) {
  const room = useRoom()
  const { overBudget, tasks } = useSession()
  const task = tasks.find(({ id }) => id === overBudget)
  if (!task) return null
  const answer = async (what: 'flag' | 'go-on') => {
    const worked = await attempt(() => room.answerBudget(task.id, what))
    if (worked && what === 'flag') onNext()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && void answer('go-on')}
      title={`Task ${task.number} is over its budget`}
      description="The minutes that it takes from here on are another task's."
      size="small"
      footer={
        <>
          <Button onClick={() => void answer('go-on')}>Go on with it</Button>
          <Button look="primary" icon="flag" onClick={() => void answer('flag')}>
            Flag it, next task
          </Button>
        </>
      }
    />
  )
}
