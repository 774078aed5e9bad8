// An attempt's log read once for all rules: commands with their calls and places, page visits, effects by task.
import type { HabitEvent, HabitEventOf, HabitEventType } from '@unflunk/shared/habits'
import { type Call, learn, readLine, usualWords } from './command/read-line.ts'
import type { HabitContext, HabitTask } from './context.ts'

/** A command line that was run. */
export interface Run {
  readonly seq: number
  readonly at: number
  /** When it finished; Infinity while it had not when the log ended. */
  readonly until: number
  readonly exitCode: number | undefined
  readonly terminal: string
  readonly host: string
  readonly cwd: string
  readonly line: string
  /** The task whose machine it ran on; undefined on `base`. */
  readonly task: string | undefined
  readonly calls: readonly PlacedCall[]
}

/** `task`: where this call took effect; differs from the run's for `ssh host cmd`. */
export type PlacedCall = Call & { readonly task: string | undefined }

/** A stay on a task's page. */
export interface Visit {
  readonly task: string
  readonly from: number
  readonly to: number
}

export interface Reading {
  readonly log: readonly HabitEvent[]
  readonly context: HabitContext
  readonly tasks: ReadonlyMap<string, HabitTask>
  readonly runs: readonly Run[]
  readonly visits: readonly Visit[]
  /** The clock's start: all times are told from here. */
  readonly startedAt: number
  readonly endedAt: number
  events<T extends HabitEventType>(type: T): readonly HabitEventOf<T>[]
}

/** `log` in order of `seq`. */
export function readAttempt(log: readonly HabitEvent[], context: HabitContext): Reading {
  const byType = Map.groupBy(log, (event) => event.type)
  function events<T extends HabitEventType>(type: T): HabitEventOf<T>[] {
    return (byType.get(type) ?? []).filter((event): event is HabitEventOf<T> => event.type === type)
  }
  const startedAt = events('started')[0]?.at ?? log[0]?.at ?? 0
  const endedAt = events('ended')[0]?.at ?? log.at(-1)?.at ?? startedAt
  return {
    log,
    context,
    tasks: new Map(context.tasks.map((task) => [task.id, task])),
    runs: readRuns(log, context),
    visits: readVisits(log, endedAt),
    startedAt,
    endedAt,
    events,
  }
}

type Open = { -readonly [K in keyof Run]: Run[K] }

function readRuns(log: readonly HabitEvent[], context: HabitContext): Run[] {
  const runs: Open[] = []
  const open = new Map<string, Open[]>()
  const places = new Places(context)
  let words = usualWords
  for (const event of log) {
    if (event.type === 'command-started') {
      const task = places.of(event.terminal, event.host)
      const calls = readLine(event.line, words).map((call) => ({
        ...call,
        task: call.host === undefined ? task : places.named(call.host, task),
      }))
      words = learn(event.line, words)
      const { seq, at, terminal, host, cwd, line } = event
      const run = { seq, at, until: Number.POSITIVE_INFINITY, exitCode: undefined, terminal, host, cwd, line, task, calls }
      runs.push(run)
      open.set(terminal, [...(open.get(terminal) ?? []), run])
    } else if (event.type === 'command-finished') {
      const stack = open.get(event.terminal) ?? []
      // The newest of that host: an `ssh` below it stays open. What is above it ended without telling (a killed connection).
      const index = stack.findLastIndex((run) => run.host === event.host)
      for (const run of stack.splice(Math.max(index, 0), index < 0 ? 0 : stack.length - index)) run.until = event.at
      const run = index < 0 ? undefined : runs.findLast((candidate) => candidate.host === event.host && candidate.until === event.at)
      if (run) run.exitCode = event.exitCode
    }
  }
  return runs
}

/** Which task a machine's name means. Workers are `node01` in every cluster: the terminal's last control plane decides. */
class Places {
  readonly #hosts: ReadonlyMap<string, string>
  readonly #tasks: ReadonlyMap<string, HabitTask>
  readonly #last = new Map<string, string>()

  constructor(context: HabitContext) {
    this.#hosts = new Map(context.tasks.map((task) => [task.host, task.id]))
    this.#tasks = new Map(context.tasks.map((task) => [task.id, task]))
  }

  of(terminal: string, host: string): string | undefined {
    const task = this.named(host, this.#last.get(terminal))
    if (task === undefined) this.#last.delete(terminal)
    else this.#last.set(terminal, task)
    return task
  }

  named(host: string, from: string | undefined): string | undefined {
    const own = this.#hosts.get(host)
    if (own !== undefined) return own
    const known = from === undefined ? undefined : this.#tasks.get(from)
    return known && (known.nodes.includes(host) || host === 'controlplane') ? known.id : undefined
  }
}

function readVisits(log: readonly HabitEvent[], endedAt: number): Visit[] {
  const visits: Visit[] = []
  let here: { task: string; from: number } | undefined
  const leave = (at: number) => {
    if (here) visits.push({ ...here, to: at })
    here = undefined
  }
  for (const event of log) {
    if (event.type === 'task-opened' && event.task !== undefined && event.task !== here?.task) {
      leave(event.at)
      here = { task: event.task, from: event.at }
    } else if (event.type === 'task-left' && event.task === here?.task) leave(event.at)
    else if (event.type === 'ended') leave(event.at)
  }
  leave(endedAt)
  return visits
}

/** The task whose page was open. */
export function pageAt(reading: Reading, at: number): string | undefined {
  return reading.visits.findLast((visit) => visit.from <= at && at <= visit.to)?.task
}

/** When the page of a task was first opened; Infinity when never. */
export function firstOpened(reading: Reading, task: string): number {
  return reading.visits.find((visit) => visit.task === task)?.from ?? Number.POSITIVE_INFINITY
}

export function minutesOn(reading: Reading, task: string): number {
  return reading.visits.filter((visit) => visit.task === task).reduce((sum, visit) => sum + visit.to - visit.from, 0) / 60_000
}

/** Runs that did something on a machine of a task. */
export function runsOf(reading: Reading, task: string): Run[] {
  return reading.runs.filter((run) => run.task === task || run.calls.some((call) => call.task === task))
}

/** A watch tells a change a moment after the command; a command that waits (apply, delete) may end later than its effect. */
const CAUSE_SLACK_MS = 3_000

/** A mark and an effect come by different ways: on a busy machine the effect may be there first. */
const LATE_MARK_MS = 1_500

/** The command during or right after which an effect was seen on a task's machines; undefined in a stretch without marks. */
export function causeOf(reading: Reading, task: string, at: number): Run | undefined {
  const mayHave = (run: Run) =>
    at <= run.until + CAUSE_SLACK_MS && run.calls.some((call) => call.task === task && call.tool !== 'ssh' && call.changing !== false)
  return (
    reading.runs.findLast((run) => run.at <= at && mayHave(run)) ??
    reading.runs.find((run) => run.at > at && run.at <= at + LATE_MARK_MS && mayHave(run))
  )
}
