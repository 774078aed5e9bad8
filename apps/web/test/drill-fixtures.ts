// A drill of hosts in its three screens: what has been played, what is open, and how it ended.
import type { HostsDrill, HostsRecords, HostsRound } from '@unflunk/shared/hosts-drill'
import type { SessionView } from '@unflunk/shared/session'
import { exam, NOW } from './fixtures.ts'

const round = (number: number, patch: Partial<HostsRound>): HostsRound => ({
  number,
  phase: 'right',
  go: 'ssh cka7968',
  host: 'cka7968',
  namespace: 'apollo',
  says: 'Label deployment `web` with `team=kestrel`.',
  openedAt: NOW - 7_000,
  wrong: [],
  ...patch,
})

const slip = {
  at: NOW - 3_000,
  says: 'That landed on cka3391: the round is on cka7968.',
  seen: 'deployment/web changed on cka3391, namespace apollo',
}
const clusterWide = { namespace: undefined, host: 'cka3391', go: 'ssh cka3391' }

const played: HostsRound[] = [
  round(1, { ms: 8_200, points: 100, says: 'Create configmap `cedar` with `color=blue`.' }),
  round(2, { ...clusterWide, ms: 21_400, points: 86, says: 'Taint node `controlplane` with `larch=yes:PreferNoSchedule`.' }),
  round(3, { ms: 34_000, points: 21, wrong: [slip], namespace: 'default', says: 'Delete pod `canary`.' }),
  round(4, { phase: 'skipped', ms: 12_000, points: 0, says: 'Set the environment variable `MODE=osprey` in deployment `api`.' }),
]

const running: HostsDrill = { style: 'ssh', total: 10, rounds: [...played, round(5, { phase: 'open' })], best: 74, comesBack: [] }

const session = (drill: HostsDrill, patch: Partial<SessionView> = {}): SessionView =>
  exam({ kind: 'drill', source: 'hosts', title: 'Drill: hosts', minutes: 5, endsAt: NOW + 194_000, drill, ...patch })

export const drillRunning = session(running)

export const drillSlipped = session({
  ...running,
  rounds: [...played, round(5, { phase: 'open', wrong: [slip] })],
  hint: { at: NOW, says: 'deployment/api changed in the right place, but not as asked yet.' },
})

export const drillContexts = session({
  ...running,
  style: 'contexts',
  rounds: [round(1, { phase: 'open', go: 'kubectl config use-context ek8s', host: 'ek8s', namespace: 'gemini' })],
})

export const drillOver = session(
  {
    ...running,
    score: 39,
    rounds: [...played, round(5, { ms: 9_000, points: 100 }), round(6, { phase: 'late', ms: 31_000, points: 0 })],
    comesBack: ['delete a pod in default', 'set an environment variable in a named namespace', 'label a deployment in a named namespace'],
  },
  { phase: 'finished' },
)

export const hostsRecords: HostsRecords = {
  records: [{ style: 'ssh', minutes: 5, best: 74, played: 6 }],
  due: { ssh: ['taint a node', 'delete a pod in default'], contexts: [] },
}
