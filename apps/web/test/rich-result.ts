// A result with much to tell: ten slips, five good habits, a timeline of two hours with every kind of mark. For `screens.ts`.
import type { AttemptResult } from '@unflunk/shared/api'
import { type AdviceId, advices, type Finding, type LedgerRow, type Timeline } from '@unflunk/shared/habits'
import { NOW } from './fixtures.ts'
import { failedExam } from './result-fixtures.ts'

const MINUTE = 60_000
const STARTED = NOW - 125 * MINUTE
const at = (minutes: number): number => STARTED + minutes * MINUTE

type Row = [advice: AdviceId, kind: Finding['kind'], task: number | undefined, minute: number, points: number, says: string, next?: string]

const rows: Row[] = [
  [
    '3',
    'slip',
    2,
    19,
    0,
    'Task 2: the same YAML error twice in a row, mended after 1 min 50 s.',
    'Run kubectl apply --dry-run=server -f first.',
  ],
  ['3', 'kept', 6, 92, 0, 'Task 6: the NetworkPolicy was pasted from the documentation, then edited.'],
  [
    '5',
    'slip',
    4,
    47,
    0,
    'Three look-ups took over 60 seconds each (longest: 2 min 10 s).',
    'Drill the look-up: 60 seconds for each page.',
  ],
  ['9', 'slip', 1, 6, 2.3, 'Task 1: the text asks for role pod-reader; pod-raeder was made.', 'Copy names from the text with a click.'],
  ['9', 'slip', 1, 7, 2.3, 'Task 1: /home/candidate/can-i.txt was never written.', 'Tick off each sentence of the text before you leave.'],
  [
    '10',
    'slip',
    3,
    31,
    8,
    'Task 3: Service shop was changed on cka7322; the task is on cka7483.',
    'Say the host aloud before the first change.',
  ],
  [
    '10',
    'slip',
    2,
    22,
    4,
    'Task 2: ConfigMap banner was made in namespace default; the task names mercury.',
    'k -n mercury in every command.',
  ],
  ['10', 'kept', undefined, 12, 0, 'You went back to base before each of 5 switches.'],
  [
    '11',
    'slip',
    5,
    70,
    0,
    'Task 5: kube-apiserver.yaml was edited in place, and its old content exists nowhere.',
    'cp kube-apiserver.yaml /root first.',
  ],
  ['11', 'kept', 4, 44, 0, 'Task 4: the old config.yaml is kept as /root/config.yaml.'],
  [
    '12',
    'slip',
    5,
    88,
    14,
    'Task 5: 24 min on a budget of 10, unsolved; task 6 would have fitted in that time.',
    'Over budget: flag it and go on.',
  ],
  ['12', 'kept', undefined, 14, 0, 'All six tasks were skimmed in the first 4 min.'],
  [
    '13',
    'slip',
    3,
    101,
    8,
    'Task 3: 2 checks right at 0:41:10, wrong at the end.',
    'After touching a finished task again, look at all of it once more.',
  ],
  [
    '13',
    'slip',
    6,
    112,
    7,
    'Task 6: nothing was looked at after the last change, and 1 of 3 replicas is not ready.',
    'kubectl get pods before you leave.',
  ],
  ['13', 'kept', 1, 8, 0, 'Task 1: can-i was asked after the last change.'],
]

const findings: Finding[] = rows.map(([advice, kind, task, minute, points, says, next], index) => ({
  advice,
  rule: `rule-${index}`,
  kind,
  at: at(minute),
  says,
  evidence: [index + 1],
  terminal: index % 3 === 0 ? 'x2' : 'x1',
  ...(task === undefined ? {} : { task: `t${task}` }),
  ...(next === undefined ? {} : { next }),
  ...(points > 0 ? { points } : {}),
}))

const reasons: Readonly<Partial<Record<AdviceId, LedgerRow['reason']>>> = { '9': 'misread', '10': 'wrong-place', '12': 'could-not' }

function ledger(titles: ReadonlyMap<string, string>): LedgerRow[] {
  const lost = findings.flatMap(({ advice, task, points, says, next, at: when, terminal }): LedgerRow[] =>
    task === undefined || points === undefined
      ? []
      : [
          {
            task,
            title: titles.get(task) ?? task,
            reason: reasons[advice] ?? 'broke-it-later',
            points,
            minutes: 12,
            says,
            at: when,
            ...(next === undefined ? {} : { next }),
            ...(terminal === undefined ? {} : { terminal }),
          },
        ],
  )
  return lost.toSorted((one, other) => other.points - one.points)
}

const order = [1, 2, 3, 4, 5, 6, 3, 6, 2, 1]
const starts = [0, 10, 26, 42, 60, 88, 98, 106, 113, 117]
const kinds: Timeline['marks'][number]['type'][] = ['look-up', 'change', 'error', 'change', 'change']
const words = {
  change: 'Deployment web in namespace apollo changed',
  error: 'error: error converting YAML to JSON: yaml: line 14: did not find expected key',
  hold: 'This task is on cka7483, you are on cka7322: not run',
  flag: '',
  'look-up': 'https://kubernetes.io/docs/concepts/services-networking/service/',
} as const

const marks: Timeline['marks'] = starts.flatMap((start, index) => {
  const task = `t${order[index]}`
  const length = (starts[index + 1] ?? 119) - start
  const own = kinds.map((type, turn) => ({ task, at: at(start + (length * (turn + 1)) / 6), type, says: words[type], terminal: 'x1' }))
  const rare = index === 4 ? [{ task, at: at(start + length - 1), type: 'flag' as const }] : []
  const held = index === 2 ? [{ task, at: at(start + 4), type: 'hold' as const, says: words.hold, terminal: 'x1' }] : []
  return [...own, ...rare, ...held]
})

export const richExam = (patch: Partial<AttemptResult> = {}): AttemptResult => {
  const base = failedExam()
  const titles = new Map(base.tasks.map(({ id, title }) => [id, title]))
  return {
    ...base,
    attempt: { ...base.attempt, createdAt: STARTED, endedAt: at(119), score: 54 },
    score: 54,
    minutes: 120,
    minutesUsed: 119,
    startedAt: STARTED,
    endedReason: 'time',
    habits: {
      ...base.habits,
      ledger: ledger(titles),
      cards: advices.map((advice) => {
        const own = findings.filter((finding) => finding.advice === advice.advice)
        const state = own.some(({ kind }) => kind === 'slip') ? 'slipped' : own.length > 0 ? 'kept' : 'not-measured'
        return {
          ...advice,
          state,
          findings: own,
          ...(own.length > 0 ? {} : { reason: 'It needs your dates. The planner will measure it.' }),
        }
      }),
      timeline: {
        visits: starts.map((start, index) => ({ task: `t${order[index]}`, from: at(start), to: at(starts[index + 1] ?? 119) })),
        marks,
        alerts: [30, 15, 5].map((minutes) => ({ at: at(120 - minutes), minutes })),
        banked: starts.slice(1).map((end, index) => ({ task: `t${order[index]}`, at: at(end), points: index % 3 === 1 ? 2 : 4, of: 4 })),
      },
    },
    recordings: [
      { terminal: 'x1', title: 'terminal 1', startedAt: at(0), ms: 119 * MINUTE },
      { terminal: 'x2', title: 'terminal 2', startedAt: at(5), ms: 100 * MINUTE },
    ],
    ...patch,
  }
}
