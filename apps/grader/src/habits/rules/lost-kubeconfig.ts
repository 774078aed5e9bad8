// Advice 10: kubectl without its kubeconfig (localhost:8080), or with somebody else's, more than once.
import type { Finding } from '@unflunk/shared/habits'
import { type Complaint, complaintsByRun } from '../complaints.ts'
import { pageAt, type Reading, type Run } from '../reading.ts'
import { clockTime, type Rule, terminalOf } from './rule.ts'
import { LOST_KUBECONFIG_CALLS } from './thresholds.ts'

interface Lost {
  readonly run: Run
  readonly complaint: Complaint
}

export const lostKubeconfig: Rule = (reading) => {
  const lost = reading.runs.flatMap((run) => lostCall(reading, run))
  const [first] = lost
  if (!first || lost.length < LOST_KUBECONFIG_CALLS) return []
  const { run, complaint } = first
  const task = run.task ?? pageAt(reading, run.at)
  const user = userOf(complaint)
  const why = user === undefined ? 'found no kubeconfig and asked localhost:8080' : `spoke as ${user}`
  const where = run.host === 'base' ? 'on base' : `on ${run.host}`
  return [
    {
      advice: '10',
      rule: 'lost-kubeconfig',
      kind: 'slip',
      ...(task === undefined ? {} : { task }),
      at: run.at,
      says: `${lost.length} calls went out without the right kubeconfig; the first, ${where} at ${clockTime(reading, run.at)}, ${why}.`,
      next:
        user === undefined
          ? 'localhost:8080 means: no kubeconfig here. Leave the root shell or the worker with exit, or go to the host of the task.'
          : "Ask kubectl who you are (kubectl auth whoami), and go back to the task's own host or context.",
      evidence: lost.flatMap((one) => [one.run.seq, one.complaint.seq]),
      ...terminalOf(run),
    } satisfies Finding,
  ]
}

/** At most one per command. */
function lostCall(reading: Reading, run: Run): Lost[] {
  // What a pod or a script says with another identity is its own affair.
  if (!run.calls.some((call) => call.kubectl && call.kubectl.verb !== 'exec' && call.kubectl.verb !== 'run')) return []
  const text = reading.tasks.get(run.task ?? pageAt(reading, run.at) ?? '')?.text ?? ''
  const complaint = (complaintsByRun(reading).get(run.seq) ?? []).find(
    (candidate) =>
      (candidate.about === 'localhost-8080' && !/kubeconfig/i.test(text)) ||
      (candidate.about === 'forbidden' && isSomebodyElse(candidate) && !isMeant(run) && !IDENTITIES.test(text)),
  )
  return complaint ? [{ run, complaint }] : []
}

/** The candidate chose this identity. */
function isMeant(run: Run): boolean {
  return /\s--?(as|as-group|user|token|kubeconfig|context|client-certificate|server)\b|KUBECONFIG=|\bcan-i\b/.test(run.line)
}

/** Texts that ask for work with users, certificates or kubeconfigs: there a refusal may be the proof. */
const IDENTITIES = /kubeconfig|\bcontexts?\b|certificate|\busers?\b|can-i|ServiceAccount|impersonat/i

/** The accounts that every kubeconfig of ours holds. */
const ADMINS: ReadonlySet<string> = new Set(['kubernetes-admin', 'kubernetes-super-admin', 'admin'])

function isSomebodyElse(complaint: Complaint): boolean {
  const user = userOf(complaint)
  return user !== undefined && !ADMINS.has(user)
}

function userOf({ says }: Complaint): string | undefined {
  return /User "([^"]+)"/.exec(says)?.[1]
}
