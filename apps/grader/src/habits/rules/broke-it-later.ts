// Advice 13: right when the task was left, wrong at the end.
import type { Finding, HabitEventOf } from '@unflunk/shared/habits'
import { failedChecks, type HabitTask, happenedTo } from '../context.ts'
import { causeOf, type Reading, runsOf } from '../reading.ts'
import { clockTime, cost, count, objectName, type Rule, taskName, terminalOf } from './rule.ts'

type Silent = HabitEventOf<'silent-grade'>

export const brokeItLater: Rule = (reading) =>
  reading.context.tasks.flatMap((task) => [...slipsOf(reading, task), ...keptOf(reading, task)])

function slipsOf(reading: Reading, task: HabitTask): Finding[] {
  const failed = failedChecks(task)
  const broken = [...failed].flatMap((check) => {
    const last = gradesOf(reading, task).findLast((grade) => !grade.failed.includes(check))
    return last ? [{ check, last }] : []
  })
  const first = broken[0]
  if (!first) return []
  // The newest good grade: what came before it did no harm.
  const last = broken.map(({ last }) => last).reduce((newest, grade) => (grade.at > newest.at ? grade : newest), first.last)
  const checks = broken.map(({ check }) => check)
  const deed = firstDeedAfter(reading, task, last.at)
  const common = { advice: '13', rule: 'broke-it-later', task: task.id } as const
  const right = `${taskName(task)}: ${count(checks.length, 'check')} right at ${clockTime(reading, last.at)}, wrong at the end`
  if (!deed) {
    // Nobody touched it, so it is no habit: the learner should know all the same.
    return [{ ...common, kind: 'note', at: last.at, says: `${right}, though nothing was done there in between.`, evidence: [last.seq] }]
  }
  return [
    {
      ...common,
      kind: 'slip',
      at: deed.at,
      says: `${right}; in between ${deed.says} at ${clockTime(reading, deed.at)}.`,
      next: 'After touching a finished task again, look at everything it asked for once more.',
      evidence: [last.seq, deed.seq],
      ...(deed.terminal === undefined ? {} : { terminal: deed.terminal }),
      ...cost(task, checks),
    },
  ]
}

/**
 * Grades that say something about every check. One whose points do not add up had checks that could not be run; a reset makes all before it void.
 */
function gradesOf(reading: Reading, task: HabitTask): Silent[] {
  const reset = reading.events('reset').findLast((event) => event.cluster === task.cluster || event.task === task.id)
  return reading.events('silent-grade').filter((grade) => grade.task === task.id && grade.seq > (reset?.seq ?? 0) && isWhole(task, grade))
}

function isWhole(task: HabitTask, grade: Silent): boolean {
  const failed = new Set(grade.failed)
  const points = task.checks.reduce((sum, check) => {
    if (check.guard) return sum - (failed.has(check.id) ? check.points : 0)
    return sum + (failed.has(check.id) ? 0 : check.points)
  }, 0)
  return Math.max(0, points) === grade.points
}

interface Deed {
  readonly seq: number
  readonly at: number
  readonly says: string
  readonly terminal?: string
}

/** An effect is the better witness; without one, a changing command there. */
function firstDeedAfter(reading: Reading, task: HabitTask, after: number): Deed | undefined {
  const object = reading.events('object-changed').find((event) => happenedTo(task, event) && event.at > after)
  if (object) {
    const cause = causeOf(reading, task.id, object.at)
    return { seq: object.seq, at: cause?.at ?? object.at, says: `${objectName(object)} was ${object.change}`, ...terminalOf(cause) }
  }
  const run = runsOf(reading, task.id).find(
    (run) => run.at > after && run.calls.some((call) => call.task === task.id && call.changing === true),
  )
  if (run) return { seq: run.seq, at: run.at, says: `"${shortLine(run.line)}" ran`, terminal: run.terminal }
  const file = reading.events('file-changed').find((event) => event.task === task.id && event.at > after && isConfiguration(event.path))
  return file ? { seq: file.seq, at: file.at, says: `${file.path} was ${file.change}` } : undefined
}

/** Programs write into homes and /tmp by themselves; into these folders they do not. */
function isConfiguration(path: string): boolean {
  return path.startsWith('/etc/') || path.startsWith('/var/lib/kubelet/') || path.startsWith('/opt/')
}

function shortLine(line: string): string {
  const first = line.split('\n')[0] ?? line
  return first.length > 60 ? `${first.slice(0, 57)}...` : first
}

/** Praise: gone back to a task that was wrong when it was left, and made it right. */
function keptOf(reading: Reading, task: HabitTask): Finding[] {
  const grades = gradesOf(reading, task)
  const first = grades[0]
  if (!first || !task.grade || first.points >= first.of || task.grade.points < task.grade.of) return []
  // A task that was only skimmed at first is simply done later.
  const before = firstDeedAfter(reading, task, Number.NEGATIVE_INFINITY)
  const deed = firstDeedAfter(reading, task, first.at)
  if (!before || before.at > first.at || !deed) return []
  return [
    {
      advice: '13',
      rule: 'broke-it-later',
      kind: 'kept',
      task: task.id,
      at: deed.at,
      says: `${taskName(task)} had ${first.points} of ${first.of} points when you left it at ${clockTime(reading, first.at)}; you came back and got them all.`,
      evidence: [first.seq, deed.seq],
      ...(deed.terminal === undefined ? {} : { terminal: deed.terminal }),
    },
  ]
}
