// An attempt's log read once for all rules: commands with their calls and places, page visits, effects by task.
import type { HabitEvent, HabitEventOf, HabitEventType } from '@unflunk/shared/habits'
import { learn, usualWords } from './command/dictionary.ts'
import { type Call, readLine } from './command/read-line.ts'
import { contextsOf, type HabitContext, type HabitTask } from './context.ts'
import { oncePerReading, oncePerTask } from './once.ts'
import { endedCommand } from './open-commands.ts'
import { StoppedJobs } from './stopped-jobs.ts'

/** A command line that was run. */
export interface Run {
  readonly seq: number
  readonly at: number
  /** When it finished; Infinity while it had not when the log ended. */
  readonly until: number
  readonly exitCode: number | undefined
  readonly terminal: string
  readonly host: string
  readonly user: string
  readonly cwd: string
  readonly line: string
  /** Bytes typed and pasted into it while it ran (an editor); undefined where the terminal did not count. */
  readonly typed: number | undefined
  readonly pasted: number | undefined
  /** The task whose machine it ran on; undefined on `base`. */
  readonly task: string | undefined
  readonly calls: readonly PlacedCall[]
}

/** `task`: where this call took effect; differs from the run's for `ssh host cmd`, and for kubectl on base with a context of its kubeconfig. */
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

/** `log` in order of `seq`. `now` stands in for the end of an attempt that still runs. */
export function readAttempt(log: readonly HabitEvent[], context: HabitContext, now?: number): Reading {
  const byType = Map.groupBy(log, (event) => event.type)
  function events<T extends HabitEventType>(type: T): readonly HabitEventOf<T>[] {
    return (byType.get(type) ?? []) as HabitEventOf<T>[] // grouped by just this field
  }
  const startedAt = events('started')[0]?.at ?? log[0]?.at ?? 0
  const endedAt = events('ended')[0]?.at ?? now ?? log.at(-1)?.at ?? startedAt
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
  const jobs = new StoppedJobs<Run>()
  let words = usualWords
  for (const event of log) {
    if (event.type === 'command-started') {
      const task = places.of(event.terminal, event.host)
      const calls = jobs.resumed(event)?.calls ?? readLine(event.line, words).map((call) => ({ ...call, task: places.ofCall(call, task) }))
      words = learn(event.line, words)
      const { seq, at, terminal, host, user, cwd, line } = event
      const unknown = { until: Number.POSITIVE_INFINITY, exitCode: undefined, typed: undefined, pasted: undefined }
      const run = { seq, at, terminal, host, user, cwd, line, task, calls, ...unknown }
      runs.push(run)
      const stack = open.get(terminal)
      if (stack) stack.push(run)
      else open.set(terminal, [run])
    } else if (event.type === 'command-finished') {
      const run = finish(open.get(event.terminal) ?? [], event)
      if (run) jobs.finished(run, event.exitCode)
    }
  }
  return runs
}

/** `stack`: the commands of its terminal that still run. Gives the one that ended. */
function finish(stack: Open[], { host, user, at, exitCode, typed, pasted }: HabitEventOf<'command-finished'>): Run | undefined {
  const index = endedCommand(stack, { host, user })
  if (index < 0) return undefined
  const [run, ...lost] = stack.splice(index)
  for (const other of lost) other.until = at
  return run && Object.assign(run, { until: at, exitCode, typed, pasted })
}

/** Which task a machine's name means. Workers are `node01` in every cluster: the terminal's last control plane decides. */
class Places {
  readonly #hosts: ReadonlyMap<string, string>
  readonly #tasks: ReadonlyMap<string, HabitTask>
  readonly #contexts: ReadonlyMap<string, string>
  readonly #last = new Map<string, string>()
  /** What `use-context` chose on base: a kubeconfig is one for all terminals. */
  #chosen: string | undefined

  constructor(context: HabitContext) {
    this.#hosts = new Map(context.tasks.map((task) => [task.host, task.id]))
    this.#tasks = new Map(context.tasks.map((task) => [task.id, task]))
    this.#contexts = new Map(context.tasks.flatMap((task) => contextsOf(task).map((name) => [name, task.id] as const)))
  }

  /** `here`: the task of the machine on which it was typed. Calls must come in their order. */
  ofCall(call: Call, here: string | undefined): string | undefined {
    if (call.host !== undefined) return this.named(call.host, here)
    if (here !== undefined || !call.kubectl) return here
    const { switches, context, kubeconfig } = call.kubectl
    // A kubeconfig of one's own may reach anything.
    if (kubeconfig !== undefined) return undefined
    const meant = switches?.context ?? context
    const task = meant === undefined ? this.#chosen : this.#contexts.get(meant)
    if (switches?.context !== undefined) this.#chosen = task
    return task
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
export function runsOf(reading: Reading, task: string): readonly Run[] {
  return runsByTask(reading).get(task) ?? []
}

const runsByTask = oncePerReading((reading) => {
  const runs = new Map<string, Run[]>()
  for (const run of reading.runs) {
    const places = new Set([run.task, ...run.calls.map((call) => call.task)])
    for (const task of places) {
      if (task === undefined) continue
      const known = runs.get(task)
      if (known) known.push(run)
      else runs.set(task, [run])
    }
  }
  return runs
})

/** A watch tells a change a moment after the command; a command that waits (apply, delete) may end later than its effect. */
const CAUSE_SLACK_MS = 3_000

/** A mark and an effect come by different ways: on a busy machine the effect may be there first. */
const LATE_MARK_MS = 1_500

/** The command during or right after which an effect was seen on a task's machines; undefined in a stretch without marks. */
export function causeOf(reading: Reading, task: string, at: number): Run | undefined {
  const { runs, latest } = causesOf(reading, task)
  const after = upperBound(runs, at)
  for (let index = after - 1; index >= 0 && at <= (latest[index] ?? 0) + CAUSE_SLACK_MS; index--) {
    const run = runs[index]
    if (run && at <= run.until + CAUSE_SLACK_MS) return run
  }
  const next = runs[after]
  return next && next.at <= at + LATE_MARK_MS ? next : undefined
}

/** Runs that may have changed something on a task's machines; `latest[i]`: when the last of the first `i + 1` had ended. */
const causesOf = oncePerTask((reading, task) => {
  const runs = runsOf(reading, task).filter((run) =>
    run.calls.some((call) => call.task === task && call.tool !== 'ssh' && call.changing !== false),
  )
  let end = Number.NEGATIVE_INFINITY
  return { runs, latest: runs.map((run) => (end = Math.max(end, run.until))) }
})

/** How many of these began at `at` or before. */
function upperBound(runs: readonly Run[], at: number): number {
  let [low, high] = [0, runs.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((runs[middle]?.at ?? 0) <= at) low = middle + 1
    else high = middle
  }
  return low
}
