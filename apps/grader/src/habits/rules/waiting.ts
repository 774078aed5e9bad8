// Advice 12: two minutes without input, or polling an API server that restarts, while other tasks are open.
import type { Finding, HabitEvent } from '@unflunk/shared/habits'
import { isLook } from '../command/read-line.ts'
import { failedChecks, type HabitTask } from '../context.ts'
import { type PlacedCall, pageAt, type Reading, type Run } from '../reading.ts'
import { clockTime, count, type Rule } from './rule.ts'
import { POLLS, SLOW_THAW_MS, WAITING_MS } from './thresholds.ts'

interface Wait {
  readonly from: number
  readonly to: number
  readonly polling: boolean
  readonly evidence: readonly number[]
  readonly terminal: string
}

export const waiting: Rule = (reading) => {
  if (reading.context.kind !== 'exam') return []
  const waits = [...idle(reading), ...polling(reading)].filter(({ from }) => openTasks(reading, from).length > 0)
  const longest = waits.toSorted((one, other) => other.to - other.from - (one.to - one.from))[0]
  return longest ? [slip(reading, waits, longest)] : []
}

/** Other tasks that ended with points open. */
function openTasks(reading: Reading, at: number): HabitTask[] {
  const here = pageAt(reading, at)
  return reading.context.tasks.filter((task) => task.id !== here && failedChecks(task).size > 0)
}

function idle(reading: Reading): Wait[] {
  return reading.events('terminal-idle').flatMap((event) => {
    const { at: to, ms, seq, terminal } = event
    const from = to - ms
    if (ms < WAITING_MS || from < reading.startedAt || isExcused(reading, from, to)) return []
    return [{ from, to, polling: false, evidence: [seq], terminal }]
  })
}

/** Signs that somebody was at work, or that we made them wait. */
const AT_WORK: ReadonlySet<HabitEvent['type']> = new Set([
  'task-opened',
  'task-scrolled-to-end',
  'copied',
  'flagged',
  'unflagged',
  'answered-mark',
  'review-opened',
  'note-edited',
  'left-window',
  'docs-searched',
  'docs-opened',
  'docs-refused',
  'hint-opened',
  'solution-opened',
  'disconnected',
  'reset',
  'started',
  'held',
  'coached',
  'budget-asked',
  'terminal-opened',
])

/** The page of the documentation is often opened with the mouse, a moment after the last key. */
const SLACK_MS = 2_000

function isExcused(reading: Reading, from: number, to: number): boolean {
  if (reading.runs.some((run) => run.at < to && run.until > from + SLACK_MS && !isShell(run))) return true
  // Opened, perhaps logged in, and nothing else yet: the text is being read.
  const opened = reading.events('task-opened').findLast(({ at }) => at <= from)?.at ?? from
  if (!reading.runs.some((run) => run.at >= opened && run.at <= from && !isShell(run))) return true
  return reading.log.some(
    (event) =>
      event.at >= from - SLACK_MS && event.at <= to && (AT_WORK.has(event.type) || (event.type === 'thawed' && event.ms > SLOW_THAW_MS)),
  )
}

/** A login runs as long as somebody is there. An editor, `watch` or a script is work. */
function isShell(run: Run): boolean {
  return run.calls.length > 0 && run.calls.every(isLogin)
}

function isLogin(call: PlacedCall): boolean {
  if (call.tool === 'ssh') return call.host !== undefined
  if (call.tool === 'su') return !call.argv.includes('-c')
  return (call.tool === 'sudo' || call.tool === 'bash') && call.argv.every((word) => word.startsWith('-'))
}

/** Look after look at an API server that does not answer, and nothing else: no log, no other task. */
function polling(reading: Reading): Wait[] {
  const down = reading.events('complained').filter(({ about }) => about === 'unreachable')
  if (down.length === 0) return []
  const waits: Wait[] = []
  let stretch: Run[] = []
  const close = () => {
    const [first] = stretch
    const last = stretch.at(-1)
    if (first && last && stretch.length >= POLLS && last.at - first.at >= WAITING_MS)
      waits.push({ from: first.at, to: last.at, polling: true, evidence: stretch.map(({ seq }) => seq), terminal: first.terminal })
    stretch = []
  }
  for (const run of reading.runs) {
    const failed = down.some((event) => event.terminal === run.terminal && event.at >= run.at && event.at <= run.until)
    if (failed && isPoll(run)) stretch.push(run)
    else close()
  }
  close()
  return waits.filter(({ from, to }) => !reading.log.some((event) => event.at > from && event.at < to && AT_WORK.has(event.type)))
}

function isPoll(run: Run): boolean {
  return run.calls.length > 0 && run.calls.every((call) => call.kubectl !== undefined && call.kubectl.verb !== 'wait' && isLook(call))
}

function slip(reading: Reading, waits: readonly Wait[], longest: Wait): Finding {
  const seconds = Math.round(waits.reduce((sum, { from, to }) => sum + to - from, 0) / 1000)
  const open = openTasks(reading, longest.from)
  const what = longest.polling ? 'asking an API server that did not answer' : 'without any input'
  const more = waits.length > 1 ? ` (and ${count(waits.length - 1, 'more time')}, ${seconds} s in all)` : ''
  const numbers = new Intl.ListFormat('en-GB').format(open.map(({ number }) => String(number)))
  const here = pageAt(reading, longest.from)
  return {
    advice: '12',
    rule: 'waiting',
    kind: 'slip',
    ...(here === undefined ? {} : { task: here }),
    at: longest.from,
    says: `You spent ${Math.round((longest.to - longest.from) / 1000)} s from ${clockTime(reading, longest.from)} on ${what}${more}, while ${open.length === 1 ? 'task' : 'tasks'} ${numbers} had open points.`,
    next: longest.polling
      ? 'While the API server restarts, read its log (sudo crictl logs, /var/log/pods) or open the next task.'
      : 'When there is nothing to type, there is something to read: open the next task and come back.',
    evidence: waits.flatMap(({ evidence }) => evidence),
    terminal: longest.terminal,
  }
}
