// The fourteen cards: the talk's ironic advice, the kind words, and what this attempt showed of each.
import type { AdviceCard, AdviceId, Finding } from '@unflunk/shared/habits'
import { type FileHistory, fileHistories } from './file-history.ts'
import { type Reading, runsOf } from './reading.ts'

interface Advice {
  readonly advice: AdviceId
  readonly when: AdviceCard['when']
  readonly title: string
  readonly instead: string
  /** Why this attempt cannot tell; undefined when it can. */
  readonly notMeasured: (reading: Reading) => string | undefined
}

const always = (reason: string) => () => reason

/** In the order of the talk. */
const ADVICE: readonly Advice[] = [
  {
    advice: '1',
    when: 'before',
    title: 'Be sure of yourself: you do this every day at work',
    instead: 'Say what you will score before you see it. The gap shrinks once you look at it.',
    notMeasured: always('You were not asked for a prediction. The prediction before grading will measure it.'),
  },
  {
    advice: '2',
    when: 'before',
    title: 'Skip the practice: reading about it is enough',
    instead: 'A little of every domain, often. The heavy ones most.',
    notMeasured: always('One attempt cannot show it. The coverage over all attempts will.'),
  },
  {
    advice: '3',
    when: 'before',
    title: 'Never learn vim or kubectl: you can always look it up',
    instead: 'Let generators write the yaml, and let your fingers know the editor.',
    notMeasured: always('Typing is not judged yet. The rules for hand-typed objects and repeated errors will measure it.'),
  },
  {
    advice: '4',
    when: 'before',
    title: 'Stay away from simulators: keep the surprise for the day',
    instead: 'Sit the whole two hours, with the real rules, more than once.',
    notMeasured: always('It is counted over weeks, not in one attempt. The list of full mock exams will measure it.'),
  },
  {
    advice: '5',
    when: 'before',
    title: 'Leave the documentation alone: search engines found everything so far',
    instead: 'Know which page holds what, and reach it in one search.',
    notMeasured: always('Look-ups are recorded but not judged yet. The look-up times will measure it.'),
  },
  {
    advice: '6',
    when: 'before',
    title: 'Take the first of your two attempts on the last possible day',
    instead: 'Book the first attempt early enough that a second one fits.',
    notMeasured: always('It needs your dates. The planner will measure it.'),
  },
  {
    advice: '7',
    when: 'before',
    title: 'Register, then forget about it',
    instead: 'Put the date and the steps on the way to it into your calendar.',
    notMeasured: always('It needs your dates. The planner will measure it.'),
  },
  {
    advice: '8',
    when: 'before',
    title: 'Spend the evening before at the bar',
    instead: 'Sleep. It is worth more than the last chapter.',
    notMeasured: always('You were not asked. The note on your condition before an exam will show it, and never counts.'),
  },
  {
    advice: '8b',
    when: 'exam',
    title: 'Trust your webcam, your network and your neighbours',
    instead: 'Try the room and the line the day before, with the same machine.',
    notMeasured: always('Nothing was probed. The readiness check will measure it.'),
  },
  {
    advice: '9',
    when: 'exam',
    title: 'Read half of the question: the rest is decoration',
    instead: 'Read to the end before the first command; mark the names, numbers and paths.',
    notMeasured: always('Reading is recorded but not judged yet. The rules for missed words and missing answers will measure it.'),
  },
  {
    advice: '10',
    when: 'exam',
    title: 'Forget about contexts: one cluster looks like another',
    instead: 'The ssh line first, the namespace in every command, a look at the prompt before Enter.',
    notMeasured: (reading) =>
      reading.events('object-changed').length === 0
        ? 'Nothing was changed on any cluster, so nothing could land in the wrong place.'
        : undefined,
  },
  {
    advice: '11',
    when: 'exam',
    title: 'Save nothing: you will remember how it was',
    instead: 'A copy before every dangerous edit, outside the folder that the kubelet reads.',
    notMeasured: (reading) =>
      somethingAtRisk(reading)
        ? undefined
        : 'No control-plane or kubelet file was changed and nothing was made anew, so there was nothing to save.',
  },
  {
    advice: '12',
    when: 'exam',
    title: 'Take all the time you like for the first task',
    instead: 'A budget per task. Over it: flag it, go on, come back.',
    notMeasured: always('Minutes per task are shown below but not judged yet. The rules for lost time will measure it.'),
  },
  {
    advice: '13',
    when: 'exam',
    title: 'Stop as soon as you have typed the last command',
    instead: 'One look after the last change; one round through everything before the end.',
    notMeasured: (reading) => (reading.runs.length === 0 ? 'No command was seen, so there was nothing to look at again.' : undefined),
  },
]

export function cards(reading: Reading, findings: readonly Finding[]): AdviceCard[] {
  return ADVICE.map(({ advice, when, title, instead, notMeasured }) => {
    const own = findings.filter((finding) => finding.advice === advice).toSorted(worstFirst)
    const reason = own.length > 0 ? undefined : notMeasured(reading)
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
