// Every task as it was graded: checks with expected and observed, the text, model solutions and notes.
import type { TaskResult } from '@unflunk/shared/api'
import { TaskText } from '../session/TaskText.tsx'
import { CopyArea } from '../ui/CopyArea.tsx'
import { minutesLong } from '../ui/duration.ts'
import { Icon } from '../ui/Icon.tsx'
import { Section } from '../ui/Section.tsx'
import { Tabs } from '../ui/Tabs.tsx'
import { PractiseButton } from './PractiseButton.tsx'
import { percent } from './points.ts'
import styles from './TaskResults.module.css'
import { VerdictList } from './VerdictList.tsx'

/** Four backticks: a script may hold three. */
const fence = (script: string): string => `\`\`\`\`bash\n${script}\n\`\`\`\``

/** The inside of a task, also for a practice result. */
export function TaskDetails({ task }: { task: TaskResult }) {
  const solutions = task.solutions.map(({ name, script }) => ({
    id: `solution ${name}`,
    title: name,
    content: <TaskText markdown={fence(script)} />,
  }))
  return (
    <CopyArea>
      <Tabs
        label={`Task ${task.number}`}
        tabs={[
          { id: 'checks', title: 'Checks', content: <VerdictList checks={task.checks} verdicts={task.grade.verdicts} /> },
          { id: 'text', title: 'Text', content: <TaskText markdown={task.markdown} /> },
          ...(solutions.length > 0
            ? [{ id: 'solutions', title: 'Solutions', content: <Tabs label={`Solutions of task ${task.number}`} tabs={solutions} /> }]
            : []),
          ...(task.notes ? [{ id: 'notes', title: 'Notes', content: <TaskText markdown={task.notes} /> }] : []),
        ]}
      />
    </CopyArea>
  )
}

function earned({ grade, weight }: TaskResult): number {
  return grade.of === 0 ? 0 : (weight * grade.points) / grade.of
}

function timeOf({ minutesSpent, minutesBudget }: TaskResult): string {
  if (minutesSpent === 0) return `never opened, budget ${minutesLong(minutesBudget)}`
  return `${minutesLong(Math.max(1, Math.round(minutesSpent)))} of a budget of ${minutesLong(minutesBudget)}`
}

function Task({ task }: { task: TaskResult }) {
  const full = task.grade.points === task.grade.of
  return (
    <li id={`task-${task.id}`} className={styles.anchor}>
      <details className={styles.task} open={!full}>
        <summary className={styles.head}>
          <span className={styles.mark} data-full={full}>
            <Icon name={full ? 'check' : 'cross'} size={13} />
          </span>
          <span className={styles.words}>
            <span className={styles.title}>
              {task.number}. {task.title}
            </span>
            <span className={styles.about}>
              {task.domainTitle} · {task.host} · {timeOf(task)}
            </span>
          </span>
          <span className={styles.points}>
            {percent(earned(task)).replace(' %', '')} of {percent(task.weight)}
            <span className={styles.sub}>
              {task.grade.points} of {task.grade.of} points
            </span>
          </span>
          <Icon name="down" />
        </summary>
        <div className={styles.body}>
          <TaskDetails task={task} />
          <PractiseButton scenario={task.scenario} title={task.title} />
        </div>
      </details>
    </li>
  )
}

export function TaskResults({ tasks }: { tasks: readonly TaskResult[] }) {
  return (
    <Section title="Tasks">
      <ol className={styles.tasks}>
        {tasks.map((task) => (
          <Task key={task.id} task={task} />
        ))}
      </ol>
    </Section>
  )
}
