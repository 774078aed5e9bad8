// Results of the right shape for `screens.ts`: an exam that failed, one that passed, a practice attempt, and a recording.
import type { AttemptResult, TaskResult } from '@unflunk/shared/api'
import { type AdviceCard, advices, type Finding, type LedgerRow } from '@unflunk/shared/habits'
import { checklistsAfter } from './checklist-fixtures.ts'
import { NOW, practiceGrade, task } from './fixtures.ts'

const MINUTE = 60_000
const STARTED = NOW - 46 * MINUTE
const at = (minutes: number): number => STARTED + minutes * MINUTE

const solution = `kubectl -n apollo create serviceaccount viewer
kubectl -n apollo create role pod-reader --verb=get,list,watch --resource=pods
kubectl -n apollo create rolebinding viewer-reads-pods --role=pod-reader --serviceaccount=apollo:viewer`

const domains = [
  ['cluster-architecture', 'Cluster Architecture, Installation and Configuration'],
  ['workloads', 'Workloads and Scheduling'],
  ['services', 'Servicing and Networking'],
  ['troubleshooting', 'Troubleshooting'],
] as const

function result(number: number, weight: number, points: number, patch: Partial<TaskResult> = {}): TaskResult {
  const view = task(number)
  const [domain, domainTitle] = domains[(number - 1) % domains.length] ?? domains[0]
  const pass = [{ id: 'all', says: `${view.title}: as the text asks`, points: 4, guard: false }]
  return {
    id: view.id,
    number,
    scenario: 'cka/rbac-viewer',
    title: view.title,
    domain,
    domainTitle,
    host: view.host,
    markdown: view.markdown,
    weight,
    minutesSpent: 4 + number,
    minutesBudget: 7,
    grade: {
      points,
      of: 4,
      at: NOW,
      verdicts:
        points === 4
          ? [{ outcome: 'pass', checkId: 'all' }]
          : [
              {
                outcome: 'fail',
                checkId: 'all',
                mismatches: [{ where: `${view.host}, namespace apollo`, expected: '3 ready replicas', observed: '1 ready replica' }],
              },
            ],
    },
    checks: pass,
    solutions: [
      { name: 'imperative', script: solution },
      { name: 'manifest', script: 'kubectl apply -f viewer.yaml' },
    ],
    notes: 'A Role grants, a RoleBinding gives it to **somebody**. `kubectl auth can-i` asks the API server itself.',
    ...patch,
  }
}

const tasks: TaskResult[] = [
  result(1, 14, 3, { grade: { ...practiceGrade.grade, of: 6 }, checks: practiceGrade.checks }),
  result(2, 18, 4),
  result(3, 16, 0, { minutesSpent: 11 }),
  result(4, 18, 4),
  result(5, 20, 0, { minutesSpent: 0 }),
  result(6, 14, 4),
]

const ledger: LedgerRow[] = [
  {
    task: 't5',
    title: 'The API server does not start',
    reason: 'never-reached',
    points: 20,
    minutes: 0,
    says: 'Task 5 was never opened.',
    next: 'Skim all tasks in the first minutes: this one has a budget of 7 minutes.',
  },
  {
    task: 't3',
    title: 'A Service that answers nobody',
    reason: 'broke-it-later',
    points: 16,
    minutes: 11.2,
    says: 'Task 3: 2 checks right at 0:21:10, wrong at the end; in between Service shop in namespace mercury was modified at 0:38:02.',
    next: 'After touching a finished task again, look at everything it asked for once more.',
    at: at(38),
    terminal: 'x1',
  },
  {
    task: 't1',
    title: 'Let a service account read pods',
    reason: 'wrong-place',
    points: 4.7,
    minutes: 5.1,
    says: 'Task 1: Role pod-reader was made in namespace default; the task names apollo.',
    next: 'Say the namespace in every command: k -n apollo ...',
    at: at(4.2),
    terminal: 'x1',
  },
  {
    task: 't1',
    title: 'Let a service account read pods',
    reason: 'could-not',
    points: 2.3,
    minutes: 5.1,
    says: 'Task 1: not so in the end: /home/candidate/can-i.txt holds the answer.',
    next: 'Read the model solution below, then do this task once more in practice.',
  },
]

const findings: Finding[] = [
  {
    advice: '10',
    rule: 'default-namespace',
    kind: 'slip',
    task: 't1',
    at: at(4.2),
    says: ledger[2]?.says ?? '',
    next: 'Say the namespace in every command: k -n apollo ...',
    evidence: [12, 13],
    terminal: 'x1',
    checks: ['can-list'],
    points: 4.7,
  },
  {
    advice: '11',
    rule: 'no-backup',
    kind: 'kept',
    task: 't4',
    at: at(26),
    says: 'Task 4: the old config.yaml is kept as /root/config.yaml.',
    evidence: [40],
    terminal: 'x1',
  },
  {
    advice: '13',
    rule: 'broke-it-later',
    kind: 'slip',
    task: 't3',
    at: at(38),
    says: ledger[1]?.says ?? '',
    next: 'After touching a finished task again, look at everything it asked for once more.',
    evidence: [60],
    terminal: 'x1',
    checks: ['all'],
    points: 16,
  },
  {
    advice: '13',
    rule: 'not-looked-at',
    kind: 'kept',
    at: at(12),
    says: 'You looked again after the last change in 3 of 4 tasks.',
    evidence: [30],
    terminal: 'x1',
  },
]

function card(advice: (typeof advices)[number], own: readonly Finding[]): AdviceCard {
  const state = own.some((finding) => finding.kind === 'slip') ? 'slipped' : own.length > 0 ? 'kept' : 'not-measured'
  const reason = { reason: 'It needs your dates. The planner will measure it.' }
  return { ...advice, state, findings: [...own], ...(own.length > 0 ? {} : reason) }
}

const visits = [
  { task: 't1', from: at(0), to: at(5.1) },
  { task: 't2', from: at(5.1), to: at(12) },
  { task: 't3', from: at(12), to: at(21) },
  { task: 't4', from: at(21), to: at(29) },
  { task: 't6', from: at(29), to: at(37) },
  { task: 't3', from: at(37), to: at(39.4) },
]

export const failedExam = (patch: Partial<AttemptResult> = {}): AttemptResult => ({
  attempt: {
    id: 'a-3',
    kind: 'exam',
    source: 'mock-1',
    title: 'Mock 1',
    phase: 'finished',
    createdAt: STARTED,
    endedAt: at(40),
    score: 57,
    passMark: 66,
  },
  score: 57,
  passMark: 66,
  passed: false,
  minutes: 45,
  minutesUsed: 39.4,
  startedAt: STARTED,
  selfReport: { prediction: 85, sleep: 'short' },
  endedReason: 'candidate',
  couldNotCheck: 0,
  domains: domains.map(([key, title], index) => ({ key, title, points: [7, 32, 0, 18][index] ?? 0, of: [34, 32, 16, 18][index] ?? 0 })),
  tasks,
  habits: {
    checklists: checklistsAfter(at),
    ledger,
    cards: advices.map((advice) =>
      card(
        advice,
        findings.filter((finding) => finding.advice === advice.advice),
      ),
    ),
    timeline: {
      visits,
      marks: [3.1, 4.2, 8, 9, 14, 17, 25, 27, 31, 38].map((minute, index) => ({
        task: ['t1', 't1', 't2', 't2', 't3', 't3', 't4', 't4', 't6', 't3'][index] ?? 't1',
        at: at(minute),
        type: 'change',
      })),
      alerts: [
        { at: at(15), minutes: 30 },
        { at: at(30), minutes: 15 },
      ],
      banked: [
        { task: 't1', at: at(5.3), points: 3, of: 6 },
        { task: 't2', at: at(12.1), points: 4, of: 4 },
        { task: 't3', at: at(21.2), points: 4, of: 4 },
        { task: 't4', at: at(29.1), points: 4, of: 4 },
      ],
    },
  },
  recordings: [{ terminal: 'x1', title: 'terminal 1', startedAt: at(0.2), ms: 39 * MINUTE }],
  ...patch,
})

export const passedExam = (): AttemptResult => {
  const failed = failedExam()
  const kept = failed.habits.ledger.slice(2)
  return {
    ...failed,
    score: 93,
    passed: true,
    couldNotCheck: 2,
    endedReason: 'time',
    habits: { ...failed.habits, ledger: kept },
    tasks: tasks.map((item) => (item.id === 't1' ? item : result(item.number, item.weight, 4))),
    domains: failed.domains.map((domain) => ({ ...domain, points: domain.key === 'cluster-architecture' ? 27 : domain.of })),
  }
}

export const practiceResult = (): AttemptResult => {
  const [first] = tasks
  const failed = failedExam()
  return {
    ...failed,
    attempt: {
      id: 'a-2',
      kind: 'practice',
      source: 'cka/rbac-viewer',
      title: 'Let a service account read pods',
      phase: 'finished',
      createdAt: STARTED,
      score: 50,
    },
    tasks: first ? [{ ...first, weight: 100 }] : [],
    habits: {
      ...failed.habits,
      cards: failed.habits.cards.map((item) => ({ ...item, findings: item.findings.filter(({ task: of }) => of === 't1') })),
    },
  }
}

/** A terminal in asciicast v3: times are since the event before. */
export const recording: string = [
  JSON.stringify({ version: 3, term: { cols: 100, rows: 28 } }),
  ...Array.from({ length: 60 }, (_, index) =>
    JSON.stringify([
      index === 0 ? 1 : 38,
      'o',
      `\u001b[32mcandidate@cka7161\u001b[0m:~$ k -n apollo get pods   # ${index}\r\nNAME   READY   STATUS\r\nweb    1/1     Running\r\n`,
    ]),
  ),
].join('\n')
