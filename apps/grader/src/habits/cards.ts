// The fourteen cards: the talk's ironic advice, the kind words, and what this attempt showed of each.
import { type AdviceCard, type AdviceId, advices, type Finding, type HabitEventOf } from '@unflunk/shared/habits'
import { EDITORS } from './command/tools.ts'
import { complaintsByRun } from './complaints.ts'
import { type HabitTask, happenedTo } from './context.ts'
import { type FileHistory, fileHistories } from './file-history.ts'
import { type Reading, runsOf } from './reading.ts'
import { whyNotPredicted } from './rules/prediction-gap.ts'

/** Why this attempt cannot tell, and what will measure it; undefined when it can. */
type NotMeasured = (reading: Reading) => string | undefined

const always = (reason: string) => () => reason

const SLEEP = { good: 'You slept well', short: 'You slept short', bad: 'You slept badly' } as const
const PLACE = { quiet: 'You sat in a quiet place', noisy: 'You sat in a noisy place' } as const

/** A self-report is no measurement: it is repeated, and never counted. */
function whatWasSaid<K extends 'sleep' | 'place'>(
  reading: Reading,
  which: K,
  words: Readonly<Record<NonNullable<HabitEventOf<'conditions'>[K]>, string>>,
): string {
  const said = reading.events('conditions').findLast((event) => event[which] !== undefined)?.[which]
  if (said !== undefined) return `${words[said]}, as you told us. It stands beside the result, stays on this machine and never counts.`
  if (reading.context.kind === 'practice') return 'In practice you are not asked.'
  const asked = reading.events('ended')[0]?.reason === 'candidate'
  return asked ? 'You skipped the question at the end of the exam.' : 'You were not asked, or did not answer before the score was shown.'
}

const NOT_MEASURED: Readonly<Record<AdviceId, NotMeasured>> = {
  '1': whyNotPredicted,
  '2': always('One attempt cannot show it. Your history does: the coverage of the curriculum, and the days since each domain.'),
  '3': (reading) =>
    typedSomething(reading) ? undefined : 'Nothing was typed into an editor and no kubectl command failed, so there was nothing to judge.',
  '4': always('It is counted over weeks, not in one attempt. Your history does: the days since the last full mock.'),
  '5': (reading) =>
    reading.events('docs-opened').length === 0
      ? 'You opened no documentation from the room, so there was nothing to time; what another tab shows leaves no trace.'
      : undefined,
  '6': always('It needs your dates. The plan on the start page tells it from them.'),
  '7': always('It needs your dates. The plan on the start page tells it from them.'),
  '8': (reading) => whatWasSaid(reading, 'sleep', SLEEP),
  '8b': (reading) => whatWasSaid(reading, 'place', PLACE),
  '9': (reading) =>
    reading.context.tasks.some((task) => task.grade && runsOf(reading, task.id).length > 0)
      ? undefined
      : 'No task that you worked on was graded, so there was nothing to compare with its text.',
  '10': (reading) =>
    reading.events('object-changed').length === 0
      ? 'Nothing was changed on any cluster, so nothing could land in the wrong place.'
      : undefined,
  '11': (reading) => nothingToSave(reading),
  '12': (reading) => nothingToTime(reading),
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

function nothingToSave(reading: Reading): string | undefined {
  const worked = reading.context.tasks.filter((task) => runsOf(reading, task.id).length > 0)
  if (worked.some((task) => somethingAtRisk(reading, task))) return undefined
  if (worked.length > 0 && worked.every((task) => fileHistories(reading, task.id).length === 0))
    return 'The files of your machines could not be looked at. A log with looks will show it.'
  return 'No control-plane or kubelet file was changed, no manifest was written and nothing was made anew, so there was nothing to save.'
}

/** An editor whose keys were counted, or a kubectl command that failed. */
function typedSomething(reading: Reading): boolean {
  return reading.runs.some(
    (run) =>
      (run.typed !== undefined && run.calls.some((call) => EDITORS.has(call.tool))) ||
      ((run.exitCode ?? 0) > 0 && run.calls.some((call) => call.kubectl)) ||
      complaintsByRun(reading).has(run.seq),
  )
}

function somethingAtRisk(reading: Reading, task: HabitTask): boolean {
  const edited = (history: FileHistory) =>
    history.changes.some((change) => change.change !== 'added' && /^\/(etc\/kubernetes|var\/lib\/kubelet)\//.test(change.path))
  const seen = [...reading.events('manifest-seen'), ...reading.events('unit-seen'), ...reading.events('setting-seen')]
  if (seen.some((event) => event.task === task.id)) return true
  const recreated = reading.events('object-changed').some((event) => happenedTo(task, event) && event.change === 'deleted')
  return recreated || fileHistories(reading, task.id).some(edited)
}

/** Time is lost only while another task waits for it. */
function nothingToTime(reading: Reading): string | undefined {
  if (reading.context.kind !== 'exam') return 'Practice has no clock and no other task that waits. A mock exam will measure it.'
  if (reading.context.tasks.length < 2) return 'There was one task only. A mock exam with more will measure it.'
  return reading.runs.length === 0 ? 'No command was seen, so there was nothing to time.' : undefined
}
