// Advice 13: a second edit of the control plane while the API server was still down from the first, and its log unread.
import type { Finding } from '@unflunk/shared/habits'
import { edits, nameOf } from '../command/touches.ts'
import type { HabitTask } from '../context.ts'
import { fileHistories, MANIFESTS } from '../file-history.ts'
import { type PlacedCall, type Reading, type Run, runsOf } from '../reading.ts'
import { clockTime, type Rule, taskName } from './rule.ts'

export const secondEditBlind: Rule = (reading) => reading.context.tasks.flatMap((task) => findingsOf(reading, task))

interface Edit {
  readonly run: Run
  readonly path: string
}

function findingsOf(reading: Reading, task: HabitTask): Finding[] {
  const edits = editsOf(reading, task)
  const pairs = edits.flatMap((first, index) => {
    const second = edits[index + 1]
    const down = second && second.run.seq !== first.run.seq ? wentDown(reading, task, first.run, second.run) : undefined
    return second && down !== undefined ? [{ first, second, down, informed: isInformed(reading, task, first.run, second.run) }] : []
  })
  const blind = pairs.find(({ informed }) => informed === undefined)
  if (blind) return [slip(reading, task, blind)]
  const seen = pairs.find(({ informed }) => informed?.kind === 'log')
  return seen?.informed ? [kept(reading, task, seen, seen.informed.run)] : []
}

/** Edits of static pod manifests whose content really changed. What puts an old file back is a way out, not a guess. */
function editsOf(reading: Reading, task: HabitTask): Edit[] {
  const changed = fileHistories(reading, task.id).flatMap((history) =>
    history.changes.filter(({ path, change }) => change === 'modified' && path.startsWith(MANIFESTS)).map(({ path }) => path),
  )
  const paths = [...new Set(changed)]
  return runsOf(reading, task.id).flatMap((run) => {
    const path = paths.find((one) => run.calls.some((call) => call.tool !== 'rm' && edits(call, run, one)))
    return path === undefined ? [] : [{ run, path }]
  })
}

/** The complaint of a kubectl between two edits that shows the API server down, unless it answered again before the second. */
function wentDown(reading: Reading, task: HabitTask, first: Run, second: Run): number | undefined {
  const between = runsOf(reading, task.id).filter((run) => run.at >= first.until && run.at < second.at)
  const complaints = reading.events('complained').filter(({ about, at }) => about === 'unreachable' && at > first.until && at <= second.at)
  const down = complaints.findLast((event) =>
    between.some((run) => run.terminal === event.terminal && event.at >= run.at && event.at <= run.until),
  )
  if (!down) return undefined
  const answered = between.some(
    (run) => run.at > down.at && run.exitCode === 0 && run.calls.some((call) => call.kubectl && call.task === task.id),
  )
  return answered ? undefined : down.seq
}

/** How the second edit was more than a guess: the log was read, or something ran that may have told it. */
function isInformed(reading: Reading, task: HabitTask, first: Run, second: Run): { kind: 'log' | 'perhaps'; run: Run } | undefined {
  // Also in another terminal, and while the editor of the first is still open.
  const between = runsOf(reading, task.id).filter((run) => run.seq > first.seq && run.seq < second.seq)
  const log = between.find((run) => run.calls.some(readsLog))
  if (log) return { kind: 'log', run: log }
  // A script, a diff with the copy, a way back that was tried: told neither way.
  const perhaps = between.find((run) => run.calls.some((call) => call.changing === undefined || isOtherClue(call)))
  return perhaps ? { kind: 'perhaps', run: perhaps } : undefined
}

function readsLog(call: PlacedCall): boolean {
  if (call.kubectl) return call.kubectl.verb === 'logs'
  if (call.tool === 'journalctl' || call.tool === 'dmesg') return true
  if (call.tool === 'crictl' || call.tool === 'ctr' || call.tool === 'nerdctl') return true
  return call.argv.some((word) => /\/var\/log\b|^(pods|containers)\//.test(word))
}

function isOtherClue(call: PlacedCall): boolean {
  return (
    ['diff', 'cmp', 'cp', 'mv', 'systemctl', 'ss', 'netstat', 'curl', 'openssl', 'ps', 'git'].includes(call.tool) ||
    call.argv.includes('status')
  )
}

interface Pair {
  readonly first: Edit
  readonly second: Edit
  readonly down: number
}

function slip(reading: Reading, task: HabitTask, { first, second, down }: Pair): Finding {
  return {
    advice: '13',
    rule: 'second-edit-blind',
    kind: 'slip',
    task: task.id,
    at: second.run.at,
    says: `${taskName(task)}: ${nameOf(second.path)} was edited again at ${clockTime(reading, second.run.at)} while the API server was down from the edit at ${clockTime(reading, first.run.at)}, and no log was read in between.`,
    next: 'Read why it does not come up before the next edit: sudo crictl logs, or the newest file in /var/log/pods.',
    evidence: [first.run.seq, down, second.run.seq],
    terminal: second.run.terminal,
  }
}

function kept(reading: Reading, task: HabitTask, { first, down, second }: Pair, log: Run): Finding {
  return {
    advice: '13',
    rule: 'second-edit-blind',
    kind: 'kept',
    task: task.id,
    at: log.at,
    says: `${taskName(task)}: with the API server down you read its log at ${clockTime(reading, log.at)}, before the next edit.`,
    evidence: [first.run.seq, down, log.seq, second.run.seq],
    terminal: log.terminal,
  }
}
