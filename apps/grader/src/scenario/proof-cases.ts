// What has to be proven of a scenario, and whether the verdicts of one case prove it.
import type { TaskGrade, Verdict } from '@unflunk/shared/grading'
import type { Scenario } from './load.ts'
import { type PreparedTask, prepareTask } from './task.ts'

/** One start state, at most one script, two grades. */
export interface ProofCase {
  readonly task: PreparedTask
  readonly title: string
  readonly script: string | undefined
  /** Ids of the checks that must fail; all others must pass. */
  readonly loses: readonly string[]
}

/**
 * Untouched, every solution, every mistake with one seed; then untouched again and one solution with another seed (with the same one
 * where nothing is drawn: then it proves that a reset leads back).
 */
export function proofCases(scenario: Scenario): ProofCase[] {
  const task = prepareTask(scenario, 'proof-1')
  const other = otherDraw(scenario, task)
  const lastSolution = other.solutions.at(-1)
  return [
    untouched(task),
    ...task.solutions.map((solution) => solved(task, solution)),
    ...task.mistakes.map(({ name, script, loses }) => ({ task, title: `mistake ${name}`, script, loses })),
    untouched(other),
    ...(lastSolution && other !== task ? [solved(other, lastSolution)] : []),
  ]
}

function untouched(task: PreparedTask): ProofCase {
  return { task, title: 'untouched', script: undefined, loses: task.checks.filter((check) => !check.guard).map((check) => check.id) }
}

function solved(task: PreparedTask, { name, script }: { name: string; script: string }): ProofCase {
  return { task, title: `solution ${name}`, script, loses: [] }
}

/** Another seed with other values; the same task when there is nothing to draw. */
function otherDraw(scenario: Scenario, task: PreparedTask): PreparedTask {
  const draws = [2, 3, 4, 5, 6, 7, 8, 9].map((seed) => prepareTask(scenario, `proof-${seed}`))
  return draws.find((draw) => JSON.stringify(draw.values) !== JSON.stringify(task.values)) ?? task
}

/** What is wrong with the grades of a case, in words; empty proves it. */
export function caseFaults({ loses }: ProofCase, grades: readonly TaskGrade[]): string[] {
  const first = grades[0]
  if (!first) return ['was not graded']
  const faults = first.verdicts.flatMap((verdict) => verdictFaults(verdict, loses.includes(verdict.checkId)))
  const changed = grades
    .slice(1)
    .flatMap((grade) =>
      grade.verdicts
        .filter((verdict, index) => verdict.outcome !== first.verdicts[index]?.outcome)
        .map((verdict) => `${verdict.checkId}: graded again, it is ${describe(verdict)}`),
    )
  const full = loses.length === 0 && first.points !== first.of ? [`scores ${first.points} of ${first.of}`] : []
  return [...faults, ...changed, ...full]
}

function verdictFaults(verdict: Verdict, mustFail: boolean): string[] {
  if (verdict.outcome === (mustFail ? 'fail' : 'pass')) return []
  return [`${verdict.checkId}: should ${mustFail ? 'fail' : 'pass'}, but is ${describe(verdict)}`]
}

function describe(verdict: Verdict): string {
  if (verdict.outcome === 'pass') return 'pass'
  if (verdict.outcome === 'error') return `error (${verdict.code}: ${verdict.message})`
  const lines = verdict.mismatches.map(
    ({ where, expected, observed, hint }) => `${where}: expected ${expected}, found ${observed}${hint ? ` [${hint}]` : ''}`,
  )
  return `fail (${lines.join('; ')})`
}
