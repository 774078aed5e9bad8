// Advice 9: an answer file that the text asks for was never made, although the rest of the task is solved.
import type { CheckOf } from '@unflunk/shared/check'
import type { Finding } from '@unflunk/shared/habits'
import type { HabitTask } from '../context.ts'
import { wasRightOnce } from '../grade-facts.ts'
import { nearMisses } from '../near-miss.ts'
import { firstOpened, type Reading, runsOf } from '../reading.ts'
import { pathsOf } from '../run-paths.ts'
import { clockTime, cost, type Rule, taskName, terminalOf } from './rule.ts'

export const answerNotWritten: Rule = (reading) => reading.context.tasks.flatMap((task) => slipOf(reading, task))

function slipOf(reading: Reading, task: HabitTask): Finding[] {
  const missing = missingAnswers(task).filter((check) => !wasWritten(reading, task, check) && !wasRightOnce(reading, task, check.id))
  const runs = runsOf(reading, task.id)
  const last = runs.at(-1)
  if (missing.length === 0 || !last || !restIsRight(task, missing)) return []
  const paths = missing.map(({ path }) => path).join(' and ')
  return [
    {
      advice: '9',
      rule: 'answer-not-written',
      kind: 'slip',
      task: task.id,
      at: last.at,
      says: `${taskName(task)}: everything else is right, but ${paths} was never written; your last command there was at ${clockTime(reading, last.at)}.`,
      next: 'Read the last lines of the text again before you leave a task: that is where answers are asked for.',
      evidence: [...openings(reading, task), last.seq],
      ...terminalOf(last),
      ...cost(
        task,
        missing.map(({ id }) => id),
      ),
    },
  ]
}

/** Files that the text names and the grader found nowhere: a file of that name in another place is a missed word. */
function missingAnswers(task: HabitTask): CheckOf<'file'>[] {
  const nowhere = new Set(nearMisses(task, ['not-written']).flatMap(({ check, mismatch }) => (mismatch.hint === undefined ? [check] : [])))
  return task.checks.filter(
    (check): check is CheckOf<'file'> => check.kind === 'file' && !check.guard && nowhere.has(check.id) && task.text.includes(check.path),
  )
}

/** Any sign that it was made, or tried: a look that found it, or a command that names it. */
function wasWritten(reading: Reading, task: HabitTask, { path }: CheckOf<'file'>): boolean {
  if (reading.events('file-changed').some((event) => event.task === task.id && event.path === path)) return true
  const name = path.split('/').at(-1) ?? path
  return reading.runs.some((run) => run.line.includes(name) || run.calls.some((call) => pathsOf(run, call).includes(path)))
}

function restIsRight(task: HabitTask, missing: readonly { id: string }[]): boolean {
  const ids = new Set(missing.map(({ id }) => id))
  const rest = (task.grade?.verdicts ?? []).filter((verdict) => !ids.has(verdict.checkId))
  const earning = task.checks.some((check) => !check.guard && !ids.has(check.id))
  return earning && rest.length > 0 && rest.every((verdict) => verdict.outcome === 'pass')
}

function openings(reading: Reading, task: HabitTask): number[] {
  const opened = reading.events('task-opened').find((event) => event.task === task.id)
  return opened && Number.isFinite(firstOpened(reading, task.id)) ? [opened.seq] : []
}
