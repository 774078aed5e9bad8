// What happened when, for the lanes of the report.
import type { HabitEventOf, Timeline } from '@unflunk/shared/habits'
import type { Call } from './command/read-line.ts'
import { causeOf, pageAt, type Reading, type Run } from './reading.ts'
import { objectName } from './rules/rule.ts'

/** A command that makes ten objects is one mark. */
const ONE_MARK_MS = 5_000

/** What a command printed last may be heard just after its end. */
const LATE_COMPLAINT_MS = 500

/** A line of the shell in a mark's words: the rest is in the recording. */
const LINE_LENGTH = 80

type Mark = Timeline['marks'][number]

export function timeline(reading: Reading): Timeline {
  const marks = [...changes(reading), ...errors(reading), ...holds(reading), ...flags(reading), ...lookUps(reading)]
  return {
    visits: reading.visits.map(({ task, from, to }) => ({ task, from, to })),
    marks: thin(marks.toSorted((one, other) => one.at - other.at)),
    banked: reading.events('silent-grade').flatMap(({ task, at, points, of }) => (task === undefined ? [] : [{ task, at, points, of }])),
    alerts: reading.events('alert').map(({ at, minutes }) => ({ at, minutes })),
  }
}

const verbs = { added: 'created', modified: 'changed', deleted: 'deleted' } as const

function changes(reading: Reading): Mark[] {
  return reading.events('object-changed').flatMap((event): Mark[] => {
    const { task, at, change } = event
    if (task === undefined) return []
    const run = causeOf(reading, task, at)
    return [{ task, at, type: 'change', says: `${objectName(event)} ${verbs[change]}`, ...(run ? { terminal: run.terminal } : {}) }]
  })
}

/** One mark per command: its own complaint where the terminal heard one, else the code that it ended with. */
function errors(reading: Reading): Mark[] {
  const heard = new Map<Run, HabitEventOf<'complained'>>()
  const byTerminal = Map.groupBy(reading.runs, ({ terminal }) => terminal)
  for (const event of reading.events('complained')) {
    const run = byTerminal.get(event.terminal)?.findLast(({ host, at, until }) => {
      return host === event.host && at <= event.at && event.at <= until + LATE_COMPLAINT_MS
    })
    if (run && !heard.has(run)) heard.set(run, event)
  }
  return reading.runs.flatMap((run): Mark[] => {
    const complaint = heard.get(run)
    const at = complaint?.at ?? run.until
    const task = run.calls.find((call) => call.task !== undefined)?.task ?? run.task ?? pageAt(reading, at)
    const says = complaint ? complaint.says : failed(run) ? `${shortened(run.line)}: ended with ${run.exitCode}` : undefined
    return task === undefined || says === undefined ? [] : [{ task, at, type: 'error', says, terminal: run.terminal }]
  })
}

/** Ended by Ctrl+C, Ctrl+Z or a closed pipe: no error of anybody. */
const STOPPED: ReadonlySet<number> = new Set([130, 141, 143, 146, 147, 148])

/** Their code is an answer (nothing found, something differs, no), or that of what ran inside them. */
const ANSWERING: ReadonlySet<string> = new Set([
  'grep',
  'egrep',
  'diff',
  'cmp',
  'test',
  '[',
  '[[',
  'ssh',
  'sudo',
  'su',
  'bash',
  'sh',
  'exit',
  'logout',
  'which',
])

function failed({ exitCode, calls }: Run): boolean {
  if (exitCode === undefined || exitCode === 0 || STOPPED.has(exitCode)) return false
  const last = calls.at(-1)
  return last !== undefined && !answers(last)
}

function answers({ tool, argv, kubectl }: Call): boolean {
  if (tool === 'kubectl') return ['diff', 'auth', 'wait', 'exec'].includes(kubectl?.verb ?? '')
  if (tool === 'systemctl') return argv.some((word) => ['status', 'is-active', 'is-enabled'].includes(word))
  return ANSWERING.has(tool)
}

function holds(reading: Reading): Mark[] {
  return reading.events('held').flatMap(({ task, at, why, ran, terminal }) => {
    const on = task ?? pageAt(reading, at)
    return on === undefined ? [] : [{ task: on, at, type: 'hold', says: `${why}: ${ran ? 'run anyway' : 'not run'}`, terminal }]
  })
}

function flags(reading: Reading): Mark[] {
  return reading.events('flagged').flatMap(({ task, at }) => (task === undefined ? [] : [{ task, at, type: 'flag' }]))
}

function lookUps(reading: Reading): Mark[] {
  return reading.events('docs-opened').flatMap(({ task, at, url }) => {
    const on = task ?? pageAt(reading, at)
    return on === undefined ? [] : [{ task: on, at, type: 'look-up', says: url }]
  })
}

function shortened(line: string): string {
  const [first = ''] = line.trim().split('\n')
  return first.length > LINE_LENGTH ? `${first.slice(0, LINE_LENGTH - 3)}...` : first
}

function thin(marks: readonly Mark[]): Mark[] {
  const last = new Map<string, number>()
  return marks.filter(({ task, type, at }) => {
    const key = `${task} ${type}`
    if (at - (last.get(key) ?? Number.NEGATIVE_INFINITY) < ONE_MARK_MS) return false
    last.set(key, at)
    return true
  })
}
