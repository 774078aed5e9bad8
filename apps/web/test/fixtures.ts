// Sessions, homes and results of the right shape for tests and for `screens.ts`. Never part of the build.
import type { Home } from '@unflunk/shared/api'
import type { ShownCheck, TaskGrade } from '@unflunk/shared/grading'
import type { SessionView, Step, TaskView } from '@unflunk/shared/session'

export const NOW = Date.UTC(2026, 10, 23, 14, 5)
const MINUTE = 60_000

export const cluster = (number: number, state: Step['state'], message?: string): Step => ({
  id: `t${number}`,
  title: `cka${7000 + number * 161}`,
  state,
  ...(state === 'waiting' ? {} : { startedAt: NOW - 12_000 }),
  ...(state === 'done' ? { endedAt: NOW - 3000 + number * 400 } : {}),
  ...(message ? { message } : {}),
})

const rbacText = `## Context

The platform team moves its dashboards to the namespace \`apollo\`. They run as the service account \`viewer\` and must not be able to change anything. Last month's audit named three accounts with too many rights; this one is new.

## Task

1. Create a service account named \`viewer\` in the namespace \`apollo\`.
2. Let it \`get\`, \`list\` and \`watch\` pods in \`apollo\`, and nothing else. Use a Role named \`pod-reader\` and a RoleBinding named \`viewer-reads-pods\`.
3. Write the output of this command to \`/home/candidate/can-i.txt\`:

\`\`\`bash
kubectl auth can-i list pods -n apollo --as=system:serviceaccount:apollo:viewer
\`\`\`

Do not change the existing ClusterRoles.
`

const titles = [
  'Let a service account read pods',
  'Finish a rollout that is stuck',
  'A Service that answers nobody',
  'Bring a node back',
  'The API server does not start',
  'Harden a workload',
]

export const task = (number: number, patch: Partial<TaskView> = {}): TaskView => ({
  id: `t${number}`,
  number,
  title: titles[(number - 1) % titles.length] ?? 'Task',
  host: `cka${7000 + number * 161}`,
  markdown: rbacText,
  quickReference: [
    { title: 'Using RBAC Authorization', url: 'https://kubernetes.io/docs/reference/access-authn-authz/rbac/' },
    {
      title: 'Configure Service Accounts for Pods',
      url: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/',
    },
  ],
  flagged: false,
  done: false,
  opened: false,
  cluster: { state: 'ready', steps: [] },
  ...patch,
})

export const exam = (patch: Partial<SessionView> = {}): SessionView => ({
  id: 's-1',
  kind: 'exam',
  source: 'mock-1',
  title: 'Mock 1',
  phase: 'running',
  minutes: 45,
  createdAt: NOW - 20 * MINUTE,
  startedAt: NOW - 19 * MINUTE,
  endsAt: NOW + 26 * MINUTE,
  creditedMs: 0,
  level: 'exam',
  startLevel: 'exam',
  checklists: [],
  reviewed: false,
  currentTask: 't4',
  tasks: [
    task(1, { opened: true, done: true }),
    task(2, { opened: true, done: true }),
    task(3, { opened: true, flagged: true }),
    task(4, { opened: true }),
    task(5),
    task(6),
  ],
  terminals: [{ id: 'term-1', title: 'terminal 1', exited: false }],
  allowedDocs: ['https://kubernetes.io/docs/', 'https://kubernetes.io/blog/', 'https://helm.sh/docs/', 'https://gateway-api.sigs.k8s.io/'],
  notes: 'task 3: endpoints empty -> selector? come back',
  steps: [],
  ...patch,
})

export const practice = (patch: Partial<SessionView> = {}): SessionView => {
  const { endsAt: _, ...view } = exam()
  return {
    ...view,
    kind: 'practice',
    source: 'cka/rbac-viewer',
    title: 'Let a service account read pods',
    minutes: 6,
    currentTask: 't1',
    tasks: [task(1, { opened: true, minutes: 6, hints: 3 })],
    notes: '',
    ...patch,
  }
}

export const home = (patch: Partial<Home> = {}): Home => ({
  sandbox: { state: 'ready', steps: [] },
  exams: [
    {
      id: 'mock-1',
      title: 'Mock 1',
      about: 'Six tasks over four domains: rights, a rollout, a Service, a node, the control plane and a workload to harden.',
      track: 'mixed',
      minutes: 45,
      passMark: 66,
      tasks: 6,
    },
  ],
  scenarios: [
    ['cka/rbac-viewer', 'cka', 'Let a service account read pods', 'cluster-architecture', 'Cluster Architecture', 6, 1],
    ['cka/stuck-rollout', 'cka', 'Finish a rollout that is stuck', 'workloads', 'Workloads and Scheduling', 7, 1],
    ['cka/no-endpoints', 'cka', 'A Service that answers nobody', 'services', 'Services and Networking', 6, 2],
    ['cka/kubelet-down', 'cka', 'Bring a node back', 'troubleshooting', 'Troubleshooting', 8, 2],
    ['cka/api-down', 'cka', 'The API server does not start', 'troubleshooting', 'Troubleshooting', 10, 1],
    ['cks/harden', 'cks', 'Harden a workload', 'microservices', 'Minimize Microservice Vulnerabilities', 8, 1],
  ].map(([id, track, title, domain, domainTitle, minutes, nodes]) => ({
    id: String(id),
    track: track === 'cks' ? 'cks' : 'cka',
    title: String(title),
    domain: String(domain),
    domainTitle: String(domainTitle),
    minutes: Number(minutes),
    nodes: Number(nodes),
  })),
  attempts: [
    {
      id: 'a-3',
      kind: 'exam',
      source: 'mock-1',
      title: 'Mock 1',
      phase: 'finished',
      createdAt: NOW - 26 * 60 * MINUTE,
      endedAt: NOW - 25 * 60 * MINUTE,
      score: 71,
      passMark: 66,
    },
    {
      id: 'a-2',
      kind: 'practice',
      source: 'cka/rbac-viewer',
      title: 'Let a service account read pods',
      phase: 'finished',
      createdAt: NOW - 50 * 60 * MINUTE,
      score: 100,
    },
    {
      id: 'a-1',
      kind: 'exam',
      source: 'mock-1',
      title: 'Mock 1',
      phase: 'finished',
      createdAt: NOW - 122 * 60 * MINUTE,
      score: 43,
      passMark: 66,
    },
  ],
  ...patch,
})

export const practiceGrade: { grade: TaskGrade; checks: ShownCheck[] } = {
  grade: {
    points: 3,
    of: 5,
    at: NOW,
    verdicts: [
      { outcome: 'pass', checkId: 'account' },
      {
        outcome: 'fail',
        checkId: 'can-list',
        mismatches: [
          {
            where: 'cka7161, namespace apollo',
            expected: 'system:serviceaccount:apollo:viewer may list pods',
            observed: 'refused: no rule of a Role bound to it allows "list" on "pods"',
            hint: 'A Role named pod-reader with this rule exists in namespace default.',
            nearMiss: 'other-namespace',
          },
        ],
      },
      { outcome: 'pass', checkId: 'least' },
      { outcome: 'error', checkId: 'file', code: 'timeout', message: 'cka7161 did not answer within 10 s.' },
      { outcome: 'pass', checkId: 'roles' },
    ],
  },
  checks: [
    { id: 'account', says: 'The service account viewer exists in apollo', points: 1, guard: false },
    { id: 'can-list', says: 'viewer can get, list and watch pods in apollo', points: 2, guard: false },
    { id: 'least', says: 'viewer can read nothing else', points: 2, guard: false },
    { id: 'file', says: '/home/candidate/can-i.txt holds the answer', points: 1, guard: false },
    { id: 'roles', says: 'The existing ClusterRoles are as they were', points: 1, guard: true },
  ],
}
