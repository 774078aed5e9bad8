// Histories of the right shape for `screens.ts`: of nobody, and of somebody who gets better over so many attempts.
import { advices } from '@unflunk/shared/habits'
import type { BulletState, ChecklistTrend, DomainCoverage, History, HistoryAttempt, Standing, TrackCoverage } from '@unflunk/shared/history'
import { NOW } from './fixtures.ts'

const DAY = 86_400_000

const attempt = (index: number, of: number): HistoryAttempt => {
  const exam = index % 3 === 0 || of <= 2
  const score = Math.min(100, 41 + index * 5 + (index % 2) * 7)
  return {
    id: `a-${index}`,
    kind: exam ? 'exam' : 'practice',
    title: exam ? 'Mock 1' : 'A Service that answers nobody',
    at: NOW - (of - index) * 1.7 * DAY,
    score,
    tasks: exam ? 6 : 1,
    ...(exam ? { passMark: 66, selfReport: { prediction: 85 - index, sleep: index % 2 ? 'good' : 'short', place: 'quiet' } } : {}),
  }
}

/** One letter per attempt: s slipped or missed, k kept or done, c clear, - not measured; the newest last. */
const letters: Readonly<Record<string, string>> = {
  '1': '------------',
  '3': 'ss-scs--cc-k',
  '5': '--s-ck--kk-k',
  '9': 'scc-s-ccckcc',
  '10': 'ssksskkskkkk',
  '11': '-sk--kks-kkk',
  '12': 's--s--k--c--',
  '13': 'ssscskkcskcs',
}
const adviceState = { s: 'slipped', k: 'kept', c: 'clear', '-': 'not-measured' } as const
const itemState = { s: 'missed', k: 'done', c: 'done', '-': 'not-measured' } as const

function statesOf<T>(text: string, count: number, words: Readonly<Record<string, T>>, none: T): T[] {
  return [...text.padEnd(12, '-')].slice(12 - count).map((letter) => words[letter] ?? none)
}

const standings: readonly Standing[] = [
  {
    advice: '2',
    rule: 'stale-domain',
    state: 'slipped',
    says: 'Storage (10 % of the exam) was not practised for 9 days.',
    next: 'One task of it is enough to bring it back.',
  },
  {
    advice: '2',
    rule: 'uncovered-weight',
    state: 'clear',
    says: 'You have tried tasks for 27 % of the exam, of 33 % that there are tasks for here.',
  },
  {
    advice: '4',
    rule: 'no-mock',
    state: 'not-measured',
    says: 'No full mock (15 tasks or more) is installed yet; short ones do not count.',
  },
  {
    advice: '6',
    rule: 'planner',
    state: 'slipped',
    urgent: true,
    says: '24 days between your first attempt and the end of your registration.',
    next: 'Take the exam earlier, so that 60 days are left for the second attempt.',
  },
  { advice: '7', rule: 'planner', state: 'kept', says: 'You last practised 2 days ago.' },
]

const lists: readonly [ChecklistTrend['id'], string, readonly [string, string][]][] = [
  [
    'timing',
    'Timing',
    [
      ['Skim every task before the first change', 'ss-skk--kk-k'],
      ['Stay within the budget, or flag and leave', 'ssss-k--ks-k'],
      ['Review in the last 15 minutes', '---s--s--k--'],
    ],
  ],
  [
    'switching',
    'Switching',
    [
      ['Go to the task’s own host or context first', 'kkkkkkkkkkkk'],
      ['Name the namespace', 'ssksskkskkkk'],
    ],
  ],
  ['bookmarks', 'Bookmarks', [['Find the page within 60 seconds', '--s-kk--kk-k']]],
  ['saving', 'Saving', [['Keep the old content before a dangerous edit', '-sk--kks-kkk']]],
  ['review', 'Review', [['Look after the last change', 'ssscskkcskcs']]],
]

type Bullets = readonly [string, BulletState][]

function domain(title: string, weight: number, lastDays: number | undefined, bullets: Bullets): DomainCoverage {
  const share = weight / bullets.length
  const weightOf = (...states: BulletState[]) => share * bullets.filter(([, state]) => states.includes(state)).length
  return {
    key: title,
    title,
    weight,
    solved: weightOf('solved'),
    attempted: weightOf('solved', 'attempted'),
    offered: weightOf('solved', 'attempted', 'never'),
    ...(lastDays === undefined ? {} : { lastAt: NOW - lastDays * DAY }),
    bullets: bullets.map(([bullet, state]) => ({ key: bullet, title: bullet, state })),
  }
}

const bullet = (title: string, state: BulletState): [string, BulletState] => [title, state]

function coverage(): TrackCoverage {
  const domains = [
    domain('Cluster Architecture, Installation and Configuration', 25, 2.2, [
      bullet('Manage role based access control (RBAC)', 'solved'),
      bullet('Use Helm and Kustomize to install cluster components', 'never'),
      bullet('Create and manage Kubernetes clusters using kubeadm', 'no-task'),
    ]),
    domain('Workloads and Scheduling', 15, 5, [
      bullet('Understand application deployments', 'solved'),
      bullet('Configure workload autoscaling', 'attempted'),
      bullet('Configure Pod admission and scheduling', 'no-task'),
    ]),
    domain('Services and Networking', 20, undefined, [
      bullet('Define and enforce Network Policies', 'never'),
      bullet('Understand and use CoreDNS', 'no-task'),
    ]),
    domain('Storage', 10, 9, [bullet('Manage persistent volumes and persistent volume claims', 'attempted')]),
    domain('Troubleshooting', 30, 0.2, [
      bullet('Troubleshoot clusters and nodes', 'solved'),
      bullet('Troubleshoot cluster components', 'attempted'),
      bullet('Monitor cluster and application resource usage', 'no-task'),
    ]),
  ]
  const total = (which: 'solved' | 'attempted' | 'offered') => domains.reduce((sum, one) => sum + one[which], 0)
  return { track: 'cka', solved: total('solved'), attempted: total('attempted'), offered: total('offered'), domains }
}

export function history(count: number): History {
  const attempts = Array.from({ length: count }, (_, index) => attempt(index, count))
  return {
    attempts,
    advices: advices.map((advice) => ({
      ...advice,
      states: statesOf(letters[advice.advice] ?? '', count, adviceState, 'not-measured'),
      standings: count === 0 ? [] : standings.filter((standing) => standing.advice === advice.advice),
    })),
    checklists:
      count === 0
        ? []
        : lists.map(([id, title, items]) => ({
            id,
            title,
            items: items.map(([says, text]) => ({ id: says, says, states: statesOf(text, count, itemState, 'not-measured') })),
          })),
    coverage: count === 0 ? [] : [coverage()],
    next:
      count === 0
        ? [
            {
              reason: 'first',
              title: 'Let a service account read pods',
              why: 'A first task of 6 minutes, with hints and without a clock: it shows how everything here works.',
              minutes: 6,
              start: { kind: 'practice', scenario: 'cka/rbac-viewer' },
            },
          ]
        : [
            {
              reason: 'habit',
              title: 'A Service that answers nobody',
              why: 'Last time: Task 3: 2 checks right at 0:21:10, wrong at the end; in between Service shop in namespace mercury was modified at 0:38:02. Do it once more from its start.',
              minutes: 6,
              start: { kind: 'practice', scenario: 'cka/no-endpoints' },
            },
            {
              reason: 'drill',
              title: 'Drill: find the page',
              why: '12 cards that you missed, or have not seen for a while, are due.',
              minutes: 5,
              start: { kind: 'drill', drill: 'look-up' },
            },
            {
              reason: 'domain',
              title: 'Finish a rollout that is stuck',
              why: 'Workloads and Scheduling is 15 % of the CKA, and you last practised it 9 days ago.',
              minutes: 7,
              start: { kind: 'practice', scenario: 'cka/stuck-rollout' },
            },
          ],
    plan: count === 0 ? {} : { track: 'cka', examDate: '2026-12-11', registeredOn: '2026-10-01', expiresOn: '2027-01-04' },
  }
}
