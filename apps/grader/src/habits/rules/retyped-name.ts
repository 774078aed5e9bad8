// Advice 3: a name typed again instead of copied, with a slip of the finger that cost a check.
import type { Check } from '@unflunk/shared/check'
import type { Mismatch } from '@unflunk/shared/grading'
import type { Finding } from '@unflunk/shared/habits'
import { failedChecks, type HabitTask } from '../context.ts'
import { mismatchesOf, wasRightOnce } from '../grade-facts.ts'
import { demandOf, isNearly, isSlipOfFinger, literalsOf } from '../literals.ts'
import { type Reading, type Run, runsOf } from '../reading.ts'
import { pathsOf } from '../run-paths.ts'
import { clockTime, cost, type Rule, taskName, terminalOf } from './rule.ts'

/** A name that was used for another one, and the check that it cost. */
interface Retyped {
  readonly check: string
  readonly meant: string
  readonly used: string
  readonly seq: number
  readonly at: number
  readonly run: Run | undefined
}

export const retypedName: Rule = (reading) => reading.context.tasks.flatMap((task) => slipsOf(reading, task))

/** Ids of the checks that a slip of the finger explains: reading was not the fault. */
export function retypedChecks(reading: Reading, task: HabitTask): ReadonlySet<string> {
  return new Set(retypedIn(reading, task).map(({ check }) => check))
}

function slipsOf(reading: Reading, task: HabitTask): Finding[] {
  const byName = Map.groupBy(retypedIn(reading, task), ({ meant, used }) => `${meant} ${used}`)
  return [...byName.values()].flatMap((all) => {
    const [first] = all
    if (!first) return []
    const checks = all.map(({ check }) => check)
    return [
      {
        advice: '3',
        rule: 'retyped-name',
        kind: 'slip',
        task: task.id,
        at: first.at,
        says: `${taskName(task)}: "${first.used}" was typed at ${clockTime(reading, first.at)} where the text says "${first.meant}".`,
        next: 'Click a name in the text to copy it, and paste it: a pasted name has no typing errors.',
        evidence: [...new Set([...(first.run ? [first.run.seq] : []), first.seq])],
        ...terminalOf(first.run),
        ...cost(task, checks),
      } satisfies Finding,
    ]
  })
}

function retypedIn(reading: Reading, task: HabitTask): Retyped[] {
  const failed = failedChecks(task)
  const literals = literalsOf(task)
  return task.checks.flatMap((check) => {
    if (check.guard || !failed.has(check.id) || wasRightOnce(reading, task, check.id)) return []
    return mismatchesOf(task, check.id).flatMap((mismatch) => {
      const found = nameIn(check, mismatch) ?? pathIn(reading, task, check, mismatch) ?? valueIn(mismatch)
      if (!found || !isSlipOfFinger(found.used, found.meant, literals)) return []
      const trace = traceOf(reading, task, found.used)
      return trace ? [{ check: check.id, ...found, ...trace }] : []
    })
  })
}

type Pair = Pick<Retyped, 'used' | 'meant'>

/** The grader found an object under another name. */
function nameIn(check: Check, mismatch: Mismatch): Pair | undefined {
  if (check.kind !== 'resource' || check.object.name === undefined || mismatch.nearMiss !== 'other-name') return undefined
  const used = /^there is \S+ (\S+) instead$/.exec(mismatch.hint ?? '')?.[1]
  return used === undefined ? undefined : { used, meant: check.object.name }
}

/** The answer file is missing, and a new file has nearly its path. */
function pathIn(reading: Reading, task: HabitTask, check: Check, mismatch: Mismatch): Pair | undefined {
  if (check.kind !== 'file' || mismatch.nearMiss !== 'not-written') return undefined
  const used = reading
    .events('file-changed')
    .find((event) => event.task === task.id && event.change === 'added' && isNearly(event.path, check.path))?.path
  return used === undefined ? undefined : { used, meant: check.path }
}

function valueIn(mismatch: Mismatch): Pair | undefined {
  if (mismatch.nearMiss !== undefined) return undefined
  const demand = demandOf(mismatch)
  return demand && { used: demand.found, meant: demand.value }
}

/** Somebody used it: an object or a file of that name, or a command that changes something. A typing error that the task came with leaves none. */
function traceOf(reading: Reading, task: HabitTask, used: string): Pick<Retyped, 'seq' | 'at' | 'run'> | undefined {
  const run = runsOf(reading, task.id).find((candidate) =>
    candidate.calls.some(
      (call) =>
        call.changing === true && (call.argv.some((word) => wordsOf(word).includes(used)) || pathsOf(candidate, call).includes(used)),
    ),
  )
  if (run) return { seq: run.seq, at: run.at, run }
  const born = reading
    .events('object-changed')
    .find((event) => event.cluster === task.cluster && event.change === 'added' && event.name === used)
  const written = reading.events('file-changed').find((event) => event.task === task.id && event.change === 'added' && event.path === used)
  const effect = born ?? written
  return effect && { seq: effect.seq, at: effect.at, run: undefined }
}

function wordsOf(word: string): string[] {
  return [word, ...word.split(/[=,:/"'{}\s]+/)]
}
