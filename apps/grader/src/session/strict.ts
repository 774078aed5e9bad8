// The strict level: what the machines are told so that their shells hold commands, and what the room asks for before it goes on.
import type { Level } from '@unflunk/shared/checklist'
import { AppError } from '@unflunk/shared/error'
import { lastChange } from '../habits/last-change.ts'
import type { Reading } from '../habits/reading.ts'
import { BUDGET_SLACK_MS } from '../habits/rules/thresholds.ts'
import type { Fleet } from '../sandbox/fleet.ts'
import type { SessionCore } from './core.ts'
import { type SessionState, type TaskState, taskOf, tasksOn } from './state.ts'

const MINUTE = 60_000

/** One folder that every machine of the session reads, frozen ones included (sandbox/shell/README.md). */
const HOLD = `set -eu
mkdir -p /etc/unflunk/session; cd /etc/unflunk/session
printf '%s\\n' "$@" > .strict; mv -f .strict strict
[ -L kubectl ] || ln -s /etc/unflunk/kubectl-guard kubectl`
const FREE = 'rm -f /etc/unflunk/session/strict /etc/unflunk/session/kubectl'

/** Whoever leaves the strict level is free with the next command. */
export async function changeLevel(core: SessionCore, fleet: Pick<Fleet, 'base'>, level: Level): Promise<void> {
  core.record({ type: 'level-set', level })
  await core.change({ type: 'level', level })
  await tellMachines(core, fleet)
}

/** After every change of level or task. At another level than strict nothing is left on the machines. */
export async function tellMachines(core: SessionCore, { base }: Pick<Fleet, 'base'>): Promise<void> {
  const { level, startLevel, currentTask } = core.state
  if (level !== 'strict' && startLevel === 'exam' && core.state.kind !== 'practice') return // it never had a guard
  const task = taskOf(core.state, currentTask)
  const others = task ? tasksOn(core.state, task.guestOf ?? task.id).filter(({ id }) => id !== task.id) : []
  const hosts = [task?.host ?? '', ...others.map(({ host }) => host)]
  const told = await base
    .exec(level === 'strict' ? ['sh', '-c', HOLD, 'hold', ...hosts] : ['sh', '-c', FREE])
    .catch((error: unknown) => ({ exitCode: -1, stderr: String(error) }))
  if (told.exitCode === 0) return
  core.logger.warn(`the machines of ${core.id} were not told the level`, told.stderr)
  core.notice(
    'warning',
    'The machines could not be told which task is open: commands may be held wrongly. Leave the strict level if they are.',
  )
}

/** Marking a task done asks for a look after its last change, where that can be seen. */
export function requireLook(reading: Reading, id: string): void {
  const task = reading.tasks.get(id)
  const last = task && lastChange(reading, task)
  if (!task || !last || last.looked) return
  throw new AppError(
    'conflict',
    `Look once more before you mark it done: nothing on ${task.host} was looked at after "${last.run.line.split('\n')[0]}".`,
    {
      next: 'Get the object, or try what the task wants to work; then mark it.',
    },
  )
}

export function requireReview(state: SessionState): void {
  if (state.level !== 'strict' || state.kind !== 'exam' || state.reviewed) return
  throw new AppError('conflict', 'Open the review before you end: it shows what is flagged and what was never opened.', {
    next: 'Press Review, or leave the strict level.',
  })
}

export async function answerBudget(core: SessionCore, task: string, answer: 'flag' | 'go-on'): Promise<void> {
  if (core.state.overBudget !== task) return // answered in another tab
  core.record({ type: 'budget-asked', task, answer })
  await core.change({ type: 'budget-answered', task })
  const asked = taskOf(core.state, task)
  if (answer === 'flag' && asked) await markTask(core, asked, { flagged: true })
}

/** The candidate's own marks on a task. */
export async function markTask(core: SessionCore, before: TaskState, marks: { flagged?: boolean | undefined; done?: boolean | undefined }) {
  const { flagged, done } = marks
  if (flagged !== undefined && flagged !== before.flagged) core.record({ type: flagged ? 'flagged' : 'unflagged', task: before.id })
  if (done !== undefined && done !== before.done) core.record({ type: 'answered-mark', task: before.id, done })
  await core.change({ type: 'marked', task: before.id, flagged, done })
}

/** The open task has used up its budget, once more: the room asks to flag it or to go on. */
export function tellBudget(core: SessionCore): void {
  const { state, clock } = core
  const task = taskOf(state, state.currentTask)
  if (state.level !== 'strict' || state.kind !== 'exam' || !task || task.flagged || state.overBudget !== undefined) return
  const spent = task.spentMs + clock.now() - (state.currentSince ?? clock.now())
  if (spent > task.minutes * MINUTE * (task.budgetAnswers + 1) + BUDGET_SLACK_MS) core.changeSoon({ type: 'over-budget', task: task.id })
}
