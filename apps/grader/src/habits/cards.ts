// The fourteen cards: the talk's ironic advice, the kind words, and what this attempt showed of each.
import { type AdviceCard, type AdviceId, advices, type Finding } from '@unflunk/shared/habits'
import { type FileHistory, fileHistories } from './file-history.ts'
import { type Reading, runsOf } from './reading.ts'

/** Why this attempt cannot tell, and what will measure it; undefined when it can. */
type NotMeasured = (reading: Reading) => string | undefined

const always = (reason: string) => () => reason

const NOT_MEASURED: Readonly<Record<AdviceId, NotMeasured>> = {
  '1': always('You were not asked for a prediction. The prediction before grading will measure it.'),
  '2': always('One attempt cannot show it. The coverage over all attempts will.'),
  '3': always('Typing is not judged yet. The rules for hand-typed objects and repeated errors will measure it.'),
  '4': always('It is counted over weeks, not in one attempt. The list of full mock exams will measure it.'),
  '5': always('Look-ups are recorded but not judged yet. The look-up times will measure it.'),
  '6': always('It needs your dates. The planner will measure it.'),
  '7': always('It needs your dates. The planner will measure it.'),
  '8': always('You were not asked. The note on your condition before an exam will show it, and never counts.'),
  '8b': always('Nothing was probed. The readiness check will measure it.'),
  '9': always('Reading is recorded but not judged yet. The rules for missed words and missing answers will measure it.'),
  '10': (reading) =>
    reading.events('object-changed').length === 0
      ? 'Nothing was changed on any cluster, so nothing could land in the wrong place.'
      : undefined,
  '11': (reading) =>
    somethingAtRisk(reading)
      ? undefined
      : 'No control-plane or kubelet file was changed and nothing was made anew, so there was nothing to save.',
  '12': always('Minutes per task are shown below but not judged yet. The rules for lost time will measure it.'),
  '13': (reading) => (reading.runs.length === 0 ? 'No command was seen, so there was nothing to look at again.' : undefined),
}

export function cards(reading: Reading, findings: readonly Finding[]): AdviceCard[] {
  return advices.map(({ advice, when, title, instead }) => {
    const own = findings.filter((finding) => finding.advice === advice).toSorted(worstFirst)
    const reason = own.length > 0 ? undefined : NOT_MEASURED[advice](reading)
    return { advice, when, title, instead, state: stateOf(own, reason), ...(reason === undefined ? {} : { reason }), findings: own }
  })
}

function stateOf(findings: readonly Finding[], reason: string | undefined): AdviceCard['state'] {
  if (findings.some((finding) => finding.kind === 'slip')) return 'slipped'
  if (findings.some((finding) => finding.kind === 'kept')) return 'kept'
  return reason === undefined ? 'clear' : 'not-measured'
}

const RANK = { slip: 0, kept: 1, note: 2 } as const

function worstFirst(one: Finding, other: Finding): number {
  return RANK[one.kind] - RANK[other.kind] || (other.points ?? 0) - (one.points ?? 0) || one.at - other.at
}

function somethingAtRisk(reading: Reading): boolean {
  const edited = (history: FileHistory) =>
    history.changes.some((change) => change.change !== 'added' && /^\/(etc\/kubernetes|var\/lib\/kubelet)\//.test(change.path))
  return reading.context.tasks.some((task) => {
    if (runsOf(reading, task.id).length === 0) return false
    const recreated = reading.events('object-changed').some((event) => event.cluster === task.cluster && event.change === 'deleted')
    return recreated || fileHistories(reading, task.id).some(edited)
  })
}
