import type { TaskView } from '@unflunk/shared/session'

const numbers = (tasks: readonly TaskView[]): string => tasks.map((task) => task.number).join(', ')

const line = (tasks: readonly TaskView[], one: string, more: string): string[] =>
  tasks.length === 0 ? [] : [tasks.length === 1 ? `Task ${numbers(tasks)} ${one}.` : `Tasks ${numbers(tasks)} ${more}.`]

/** What is still open when somebody wants to end, one sentence each; empty when nothing is. */
export function openEnds(tasks: readonly TaskView[]): string[] {
  return [
    ...line(
      tasks.filter((task) => !task.opened),
      'was never opened',
      'were never opened',
    ),
    ...line(
      tasks.filter((task) => task.flagged),
      'is still flagged',
      'are still flagged',
    ),
    ...line(
      tasks.filter((task) => task.opened && !task.done && !task.flagged),
      'is neither flagged nor marked done',
      'are neither flagged nor marked done',
    ),
  ]
}
