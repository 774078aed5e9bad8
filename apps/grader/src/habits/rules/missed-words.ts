// Advice 9: a failed check demands a word of the text (a name, a number, a path), while the rest of that object is right.
import type { Check } from '@unflunk/shared/check'
import type { Mismatch } from '@unflunk/shared/grading'
import type { Finding } from '@unflunk/shared/habits'
import { failedChecks, type HabitTask, happenedTo } from '../context.ts'
import { firstChange } from '../first-change.ts'
import { mismatchesOf, verdictsOf, wasRightOnce } from '../grade-facts.ts'
import { demandOf, literalsOf } from '../literals.ts'
import { causeOf, firstOpened, type Reading, runsOf } from '../reading.ts'
import { retypedChecks } from './retyped-name.ts'
import { cost, count, minutes, type Rule, taskName, terminalOf } from './rule.ts'
import { MISSED_WORDS_MOST, PRAISE_FROM_TASKS } from './thresholds.ts'

/** A word of the text that is not so in the end. */
interface Missed {
  readonly check: string
  readonly word: string
  /** "spec.replicas of Deployment web is 1" */
  readonly found: string
}

export const missedWords: Rule = (reading) => {
  const slips = reading.context.tasks.flatMap((task) => slipOf(reading, task))
  return slips.length > 0 ? slips : kept(reading)
}

function slipOf(reading: Reading, task: HabitTask): Finding[] {
  const bySubject = Map.groupBy(
    task.checks.filter((check) => !check.guard),
    subjectOf,
  )
  const missed = [...bySubject].flatMap(([subject, checks]) => (subject === undefined ? [] : missedOf(reading, task, subject, checks)))
  const [first] = missed
  if (!first) return []
  const touch = lastTouch(reading, task)
  const ids = [...new Set(missed.map(({ check }) => check))]
  const more = missed.length > 1 ? ` (and ${count(missed.length - 1, 'more word')})` : ''
  return [
    {
      advice: '9',
      rule: 'missed-words',
      kind: 'slip',
      task: task.id,
      at: touch?.at ?? reading.endedAt,
      says: `${taskName(task)}: the text says "${first.word}"; ${first.found}${more}. The rest of it is right.${haste(reading, task)}`,
      next: 'Before you leave a task, read its text once more and put a finger on every name, number and path.',
      evidence: [...(touch?.seq ?? []), ...verdictsOf(reading, task, ids)],
      ...terminalOf(touch),
      ...cost(task, ids),
    },
  ]
}

/** What a check is about: the claims on one object, file or node are read together. */
function subjectOf(check: Check): string | undefined {
  if (check.kind === 'resource' && check.object.name !== undefined) return `${check.object.kind} ${check.object.name}`
  if (check.kind === 'file' && check.exists) return check.path
  return check.kind === 'node' ? `Node ${check.node}` : undefined
}

/** Empty when anything about the subject is wrong for another reason: then it was not the reading. */
function missedOf(reading: Reading, task: HabitTask, subject: string, checks: readonly Check[]): Missed[] {
  const failed = failedChecks(task)
  const wrong = checks.filter((check) => failed.has(check.id))
  const literals = literalsOf(task)
  const retyped = retypedChecks(reading, task)
  const words = wrong.flatMap((check) => mismatchesOf(task, check.id).map((mismatch) => wordOf(check, mismatch, subject, literals)))
  if (words.length === 0 || words.length > MISSED_WORDS_MOST || words.some((word) => word === undefined)) return []
  if (wrong.some((check) => retyped.has(check.id) || wasRightOnce(reading, task, check.id))) return []
  if (!isTouched(reading, task, checks) || !isElseRight(task, checks, wrong)) return []
  return words.filter((word) => word !== undefined)
}

function wordOf(check: Check, mismatch: Mismatch, subject: string, literals: ReadonlySet<string>): Missed | undefined {
  const { nearMiss, hint } = mismatch
  const missed = (word: string, found: string) => (literals.has(word) ? { check: check.id, word, found } : undefined)
  // The right thing under another name, the right file in another folder.
  if (nearMiss === 'other-name' && hint !== undefined && check.kind === 'resource') return missed(check.object.name ?? '', hint)
  if (nearMiss === 'not-written' && hint !== undefined && check.kind === 'file') return missed(check.path, hint)
  const demand = nearMiss === undefined ? demandOf(mismatch) : undefined
  if (!demand || literals.has(demand.found)) return undefined
  const field = demand.field === '' ? subject : `${demand.field} of ${subject}`
  return missed(demand.value, `${field} is ${demand.found}`)
}

/** A puzzle that nobody touched was not misread. */
function isTouched(reading: Reading, task: HabitTask, checks: readonly Check[]): boolean {
  return checks.some((check) => {
    if (check.kind === 'resource')
      return reading
        .events('object-changed')
        .some(
          (event) =>
            happenedTo(task, event) && event.kind === check.object.kind && (event.name === check.object.name || event.change === 'added'),
        )
    const files = reading.events('file-changed').filter((event) => event.task === task.id)
    return files.some((event) =>
      check.kind === 'file' ? sameName(event.path, check.path) : /^\/(etc|var\/lib\/kubelet)\//.test(event.path),
    )
  })
}

function sameName(path: string, other: string): boolean {
  return path.split('/').at(-1) === other.split('/').at(-1)
}

/** Every other claim on it holds. An object or a file that is there is right in that; of a node something must be seen to be right. */
function isElseRight(task: HabitTask, checks: readonly Check[], wrong: readonly Check[]): boolean {
  const passed = new Set((task.grade?.verdicts ?? []).flatMap((verdict) => (verdict.outcome === 'pass' ? [verdict.checkId] : [])))
  const others = checks.filter((check) => !wrong.includes(check))
  if (!others.every((check) => passed.has(check.id))) return false
  return others.length > 0 || checks.every((check) => check.kind !== 'node')
}

function lastTouch(reading: Reading, task: HabitTask): { at: number; terminal: string; seq: number[] } | undefined {
  const effect = reading.events('object-changed').findLast((event) => happenedTo(task, event))
  const run =
    (effect && causeOf(reading, task.id, effect.at)) ??
    runsOf(reading, task.id).findLast(({ calls }) => calls.some((call) => call.task === task.id && call.changing === true))
  return run && { at: run.at, terminal: run.terminal, seq: [run.seq, ...(effect ? [effect.seq] : [])] }
}

/** Shown beside the slip, never one by itself: who reads fast and misses nothing has read. */
function haste(reading: Reading, task: HabitTask): string {
  const opened = firstOpened(reading, task.id)
  const change = firstChange(reading, task)
  if (!change || change.at < opened || !Number.isFinite(opened)) return ''
  const seen = endSeen(reading, task)
  const unread = seen !== undefined && seen > change.at ? ', before the end of the text had been on screen' : ''
  return ` Your first change came ${minutes(change.at - opened)} after you opened the task${unread}.`
}

/** When the last line of the text was first on screen. */
function endSeen(reading: Reading, task: HabitTask): number | undefined {
  return reading.events('task-scrolled-to-end').find((event) => event.task === task.id)?.at
}

/** Praise: in every task that was worked on the end of the text came before the first change, and no word was missed. */
function kept(reading: Reading): Finding[] {
  const worked = reading.context.tasks.flatMap((task) => {
    const change = firstChange(reading, task)
    return task.grade && change ? [{ task, change, seen: endSeen(reading, task) }] : []
  })
  const read = worked.filter(({ change, seen }) => seen !== undefined && seen <= change.at)
  const [first] = read
  if (!first || read.length < worked.length || worked.length < PRAISE_FROM_TASKS) return []
  return [
    {
      advice: '9',
      rule: 'missed-words',
      kind: 'kept',
      at: first.change.at,
      says: `In all ${worked.length} tasks that you worked on, you had the text on screen to its end before your first change, and no word of it was missed.`,
      evidence: reading.events('task-scrolled-to-end').map((event) => event.seq),
      terminal: first.change.terminal,
    },
  ]
}
