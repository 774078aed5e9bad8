// Builds event logs that read as stories, for the tests of the rules.
import { Check } from '@unflunk/shared/check'
import { type Mismatch, scoreOf, type Verdict } from '@unflunk/shared/grading'
import {
  EVENT_VERSION,
  type Finding,
  type HabitEvent,
  type HabitEventBody,
  type HabitEventOf,
  type HabitReport,
} from '@unflunk/shared/habits'
import type { HabitContext, HabitTask } from '../context.ts'
import { readAttempt } from '../reading.ts'
import { report } from '../report.ts'
import type { Rule } from '../rules/rule.ts'

/** 2026-01-01, so that times in stories are readable. */
const START = Date.UTC(2026, 0, 1, 9)

/** What the grader says of a failed check: a near miss by its name, or the mismatch itself. */
type Failure = NonNullable<Mismatch['nearMiss']> | 'plain' | 'error' | Omit<Mismatch, 'where'>

interface TaskSpec {
  readonly text?: string
  readonly checks?: readonly unknown[]
  readonly weight?: number
  readonly cluster?: string
  /** Contexts of the kubeconfig on base. */
  readonly contexts?: readonly string[]
}

/** Task 1 is about Deployment web in apollo on cka1, task 2 about Deployment api in gemini on cka2, task 3 about ConfigMap app in default on cka3. */
export const usualTasks: Readonly<Record<number, TaskSpec>> = {
  1: {
    text: 'In namespace `apollo`, make a Deployment `web`.',
    checks: [
      {
        id: 'web',
        kind: 'resource',
        says: 'Deployment web runs in apollo',
        points: 2,
        object: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'apollo', name: 'web' },
      },
      { id: 'answers', kind: 'exec', says: 'web answers with its page', on: 'controlplane', command: 'true', proves: 'it answers' },
      { id: 'system', kind: 'node', says: 'the node is still Ready', guard: true, node: 'controlplane', ready: true },
    ],
  },
  2: {
    text: 'In namespace `gemini`, repair the Deployment `api`.',
    checks: [
      {
        id: 'api',
        kind: 'resource',
        says: 'Deployment api is available',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'gemini', name: 'api' },
      },
    ],
  },
  3: {
    text: 'Make a ConfigMap `app` with mode=dark.',
    checks: [
      { id: 'app', kind: 'resource', says: 'ConfigMap app holds mode=dark', object: { apiVersion: 'v1', kind: 'ConfigMap', name: 'app' } },
    ],
  },
}

const MANAGER_OF: Readonly<Record<string, string>> = { added: 'kubectl-create', modified: 'kubectl-edit', deleted: '' }

/** Each step takes ten seconds, unless the story says `after`. The terminal starts on base. */
export class Story {
  readonly #events: HabitEvent[] = []
  readonly #tasks: TaskSpec[]
  readonly #failures = new Map<number, Record<string, Failure>>()
  readonly #host = new Map<string, string[]>()
  #kind: HabitContext['kind'] = 'exam'
  #terminal = 'x1'
  #at = START

  constructor(tasks: readonly TaskSpec[] = Object.values(usualTasks)) {
    this.#tasks = [...tasks]
    this.#add({ type: 'started', minutes: 45, tasks: tasks.length })
  }

  practice(): this {
    this.#kind = 'practice'
    return this
  }

  after(minutes: number): this {
    this.#at += minutes * 60_000
    return this
  }

  inTerminal(id: string): this {
    this.#terminal = id
    return this
  }

  opens(task: number): this {
    return this.#add({ type: 'task-opened', task: `t${task}` })
  }

  leaves(task: number): this {
    return this.#add({ type: 'task-left', task: `t${task}` })
  }

  reviews(): this {
    return this.#add({ type: 'review-opened' })
  }

  /** Logs in to the host of a task, or to a machine by its name. */
  ssh(to: number | string): this {
    const host = typeof to === 'number' ? `cka${to}` : to
    this.#started(`ssh ${host}`)
    this.#host.set(this.#terminal, [...this.#hosts(), host])
    return this
  }

  exits(): this {
    this.types('exit')
    this.#host.set(this.#terminal, this.#hosts().slice(0, -1))
    return this.#finished(0)
  }

  /** A command that has finished within the second. */
  types(line: string, exitCode = 0): this {
    this.#started(line)
    this.#at += 500
    return this.#finished(exitCode)
  }

  /** A command (an editor) that took its time and was given so many bytes. */
  edits(line: string, bytes: { typed?: number; pasted?: number }, seconds = 60): this {
    this.#started(line)
    this.#at += seconds * 1000
    return this.#finished(0, bytes)
  }

  /** A command whose output held a well-known error. */
  complains(line: string, about: HabitEventOf<'complained'>['about'], says: string, exitCode = 1): this {
    this.#started(line)
    this.#add({ type: 'complained', terminal: this.#terminal, host: this.#hosts().at(-1) ?? 'base', about, says }, 200)
    return this.#finished(exitCode)
  }

  pastes(bytes: number): this {
    return this.#add({ type: 'pasted', terminal: this.#terminal, bytes })
  }

  /** Opens a page of the documentation; `seconds` pass before the next step. */
  looksUp(url: string, seconds = 10): this {
    this.#add({ type: 'docs-opened', url, from: 'search' })
    this.#at += (seconds - 10) * 1000
    return this
  }

  /** Asks for a page outside the list. */
  isRefused(url: string): this {
    return this.#add({ type: 'docs-refused', url })
  }

  scrollsToEnd(task: number): this {
    return this.#add({ type: 'task-scrolled-to-end', task: `t${task}` })
  }

  /** A look found this manifest: `keeps(1, '/home/candidate/web.yaml', 'Deployment apollo/web')`. */
  keeps(task: number, path: string, ...objects: string[]): this {
    return this.#add({
      type: 'manifest-seen',
      task: `t${task}`,
      host: `cka${task}`,
      path,
      objects: objects.map((object) => ({ apiVersion: 'v1', ...named(object), live: 'same' })),
    })
  }

  /** `makes(1, 'Deployment apollo/web')`: seen on the cluster of task 1, right after the last command. */
  makes(task: number, object: string, by?: string): this {
    return this.#effect(task, 'added', object, by)
  }

  /** `owner`: the kind of the controller whose object it is. */
  changes(task: number, object: string, by?: string, owner?: string): this {
    return this.#effect(task, 'modified', object, by, owner)
  }

  deletes(task: number, object: string): this {
    return this.#effect(task, 'deleted', object, '')
  }

  /** The first look at the files of a task's control plane (or of `host`): path to content. */
  hasFiles(task: number, files: Readonly<Record<string, string>>, host = `cka${task}`): this {
    return this.#add({ type: 'files-seen', task: `t${task}`, host, digests: { ...files } })
  }

  /** What a later look found: `undefined` is a file that is gone. */
  finds(task: number, path: string, before: string | undefined, digest: string | undefined, host = `cka${task}`): this {
    const change = before === undefined ? 'added' : digest === undefined ? 'deleted' : 'modified'
    return this.#add({
      type: 'file-changed',
      task: `t${task}`,
      host,
      path,
      change,
      ...(digest === undefined ? {} : { digest }),
      ...(before === undefined ? {} : { before }),
    })
  }

  /** A silent grade in which these checks failed. */
  silently(task: number, failed: readonly string[] = [], points?: number): this {
    const checks = this.#checks(task)
    const score = scoreOf(
      checks,
      checks.map((check) => (failed.includes(check.id) ? failure(check.id, 'plain') : { outcome: 'pass', checkId: check.id })),
    )
    return this.#add({ type: 'silent-grade', task: `t${task}`, ...score, ...(points === undefined ? {} : { points }), failed: [...failed] })
  }

  resets(task: number): this {
    return this.#add({ type: 'reset', task: `t${task}`, cluster: this.#cluster(task) })
  }

  /** Any other event. */
  logs(body: HabitEventBody): this {
    return this.#add(body)
  }

  /** The final grade: what is not named passes. */
  fails(task: number, failures: Record<string, Failure>): this {
    this.#failures.set(task, failures)
    return this
  }

  failuresOf(task: number): Record<string, Failure> {
    return this.#failures.get(task) ?? {}
  }

  ends(minutesLeft = 0): this {
    for (const [task, failures] of this.#failures)
      for (const [checkId, kind] of Object.entries(failures))
        if (kind !== 'error') this.#add({ type: 'check-finished', task: `t${task}`, checkId, outcome: 'fail', says: checkId })
    return this.#add({ type: 'ended', reason: minutesLeft > 0 ? 'candidate' : 'time', msLeft: minutesLeft * 60_000 })
  }

  /** Epoch milliseconds of the last event. */
  get now(): number {
    return this.#at
  }

  get log(): readonly HabitEvent[] {
    return this.#events
  }

  get context(): HabitContext {
    return { kind: this.#kind, tasks: this.#tasks.map((_, index) => this.#task(index + 1)) }
  }

  findings(rule: Rule): Finding[] {
    return rule(readAttempt(this.log, this.context))
  }

  report(): HabitReport {
    return report(this.log, this.context)
  }

  #task(number: number): HabitTask {
    const checks = this.#checks(number)
    const failures = this.#failures.get(number) ?? {}
    const verdicts = checks.map(({ id }): Verdict => {
      const kind = failures[id]
      return kind === undefined ? { outcome: 'pass', checkId: id } : failure(id, kind)
    })
    const known = this.#tasks[number - 1]?.contexts
    const contexts = known === undefined ? {} : { contexts: known }
    return {
      id: `t${number}`,
      number,
      title: `Task number ${number}`,
      weight: this.#tasks[number - 1]?.weight ?? 100 / this.#tasks.length,
      minutes: 6,
      host: `cka${number}`,
      nodes: ['node01'],
      cluster: this.#cluster(number),
      ...contexts,
      text: this.#tasks[number - 1]?.text ?? '',
      checks,
      grade: { verdicts, ...scoreOf(checks, verdicts), at: this.#at },
    }
  }

  #checks(number: number): Check[] {
    return (this.#tasks[number - 1]?.checks ?? []).map((check) => Check.parse(check))
  }

  #cluster(number: number): string {
    return this.#tasks[number - 1]?.cluster ?? `t${number}`
  }

  #effect(task: number, change: 'added' | 'modified' | 'deleted', object: string, by?: string, owner?: string): this {
    this.#at -= 9_500
    return this.#add({
      type: 'object-changed',
      task: `t${task}`,
      cluster: this.#cluster(task),
      change,
      apiVersion: 'v1',
      ...named(object),
      by: by ?? MANAGER_OF[change] ?? '',
      ...(owner === undefined ? {} : { owner }),
    })
  }

  #hosts(): string[] {
    return this.#host.get(this.#terminal) ?? ['base']
  }

  #started(line: string): void {
    this.#add({
      type: 'command-started',
      terminal: this.#terminal,
      host: this.#hosts().at(-1) ?? 'base',
      user: 'candidate',
      cwd: '/home/candidate',
      line,
    })
  }

  #finished(exitCode: number, bytes: { typed?: number; pasted?: number } = {}): this {
    const place = { terminal: this.#terminal, host: this.#hosts().at(-1) ?? 'base', user: 'candidate' }
    return this.#add({ type: 'command-finished', ...place, exitCode, ms: 500, ...bytes }, 0)
  }

  #add(body: HabitEventBody, takes = 10_000): this {
    this.#at += takes
    this.#events.push({ v: EVENT_VERSION, seq: this.#events.length + 1, at: this.#at, attempt: 'a1', ...body })
    return this
  }
}

/** `Deployment apollo/web` */
function named(object: string): { kind: string; namespace?: string; name: string } {
  const [kind = '', place = ''] = object.split(' ')
  const [namespace, name] = place.split('/')
  return name === undefined ? { kind, name: place } : { kind, namespace: namespace ?? '', name }
}

function failure(checkId: string, kind: Failure): Verdict {
  if (kind === 'error') return { outcome: 'error', checkId, code: 'timeout', message: 'the node did not answer' }
  if (typeof kind === 'object') return { outcome: 'fail', checkId, mismatches: [{ where: 'cka1', ...kind }] }
  const where = { where: 'cka1', expected: 'there', observed: 'not there' }
  return { outcome: 'fail', checkId, mismatches: [kind === 'plain' ? where : { ...where, nearMiss: kind, hint: `found: ${kind}` }] }
}

/** What a table of expectations compares: kind, task, and the points that were claimed. */
export function brief(findings: readonly Finding[]): string[] {
  return findings.map(({ kind, task, points }) =>
    [kind, task, points === undefined ? undefined : `-${points.toFixed(1)}`].filter(Boolean).join(' '),
  )
}
