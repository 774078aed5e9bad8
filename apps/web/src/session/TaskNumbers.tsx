// All tasks in a row: here, flagged, done, not yet opened. One press goes there.
import type { TaskView } from '@unflunk/shared/session'
import { classes } from '../ui/classes.ts'
import { Tooltip } from '../ui/Tooltip.tsx'
import styles from './TaskNumbers.module.css'

export function describeTask({ number, flagged, done, opened }: TaskView, here: boolean): string {
  const words = [here && 'open now', flagged && 'flagged', done && 'marked done', !opened && !here && 'not opened yet'].filter(Boolean)
  return words.length === 0 ? `Task ${number}` : `Task ${number}: ${words.join(', ')}`
}

type TaskNumbersProps = { tasks: readonly TaskView[]; current: string; onChoose: (task: TaskView) => void }

export function TaskNumbers({ tasks, current, onChoose }: TaskNumbersProps) {
  return (
    <nav aria-label="Tasks" className={styles.row}>
      {tasks.map((task) => {
        const here = task.id === current
        const description = describeTask(task, here)
        return (
          <Tooltip key={task.id} says={description} {...(task.number <= 10 ? { keys: `Alt+${task.number % 10}` } : {})}>
            <button
              type="button"
              aria-label={description}
              aria-current={here ? 'true' : undefined}
              className={classes(styles.number, task.flagged && styles.flagged, task.done && styles.done, !task.opened && styles.fresh)}
              onClick={() => onChoose(task)}
            >
              {task.number}
            </button>
          </Tooltip>
        )
      })}
    </nav>
  )
}
