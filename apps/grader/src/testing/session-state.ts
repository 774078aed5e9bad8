// A small exam as state, for tests: two tasks, 45 minutes.
import { ClusterShape } from '@unflunk/shared/scenario'
import type { SessionState, TaskState } from '../session/state.ts'

function task(number: number, changes: Partial<TaskState> = {}): TaskState {
  return {
    id: `t${number}`,
    number,
    scenario: `cka/task-${number}`,
    title: `Task ${number}`,
    domain: number === 1 ? 'storage' : 'troubleshooting',
    domainTitle: number === 1 ? 'Storage' : 'Troubleshooting',
    weight: number === 1 ? 40 : 60,
    minutes: 6,
    ...ClusterShape.parse({}),
    host: `cka100${number}`,
    markdown: `Do ${number}.`,
    quickReference: [{ title: 'Docs', url: 'https://kubernetes.io/docs/' }],
    hints: 2,
    flagged: false,
    done: false,
    opened: false,
    spentMs: 0,
    budgetAnswers: 0,
    cluster: { state: 'waiting', steps: [] },
    ...changes,
  }
}

export function examState(changes: Partial<SessionState> = {}): SessionState {
  return {
    id: 'a1',
    kind: 'exam',
    source: 'mock',
    title: 'Mock',
    seed: 'seed',
    phase: 'preparing',
    minutes: 45,
    passMark: 66,
    createdAt: 0,
    creditedMs: 0,
    level: 'exam',
    startLevel: 'exam',
    checklists: [],
    coached: [],
    reviewed: false,
    alerted: [],
    currentTask: 't1',
    tasks: [task(1), task(2)],
    terminals: [],
    lastTerminal: 0,
    allowedDocs: [
      'https://kubernetes.io/docs/',
      'https://kubernetes.io/blog/',
      'https://helm.sh/docs/',
      'https://gateway-api.sigs.k8s.io/',
    ],
    notes: '',
    steps: [],
    ...changes,
  }
}
