// One attempt while it is live: prepared, worked on, graded; survives a restart of the grader in any of these phases.
import type { Level } from '@unflunk/shared/checklist'
import { AppError } from '@unflunk/shared/error'
import type { TaskGrade } from '@unflunk/shared/grading'
import type { PageEvent } from '@unflunk/shared/habits'
import type { SelfReport } from '@unflunk/shared/self-report'
import type { TerminalView } from '@unflunk/shared/session'
import { within } from '../lib/within.ts'
import type { Fleet, Sandbox } from '../sandbox/fleet.ts'
import type { PreparedTask } from '../scenario/task.ts'
import { requireLevel, requireRunning, requireTask, requireUnscoredExam } from './allowed.ts'
import { type Awake, OPEN } from './awake.ts'
import { Coach } from './coach.ts'
import type { SessionCore } from './core.ts'
import { stageOf } from './drills.ts'
import type { Page, PageSocket, TerminalSocket } from './join.ts'
import { Listeners } from './listeners.ts'
import { Practice } from './practice.ts'
import { Preparation } from './preparation.ts'
import { adopt, giveBackAbsence } from './rejoin.ts'
import { Room } from './room.ts'
import { Rounds } from './rounds.ts'
import { type EndReason, isLive } from './state.ts'
import { answerBudget, changeLevel, markTask, requireLook, requireReview, tellBudget, tellMachines } from './strict.ts'
import { keepTime } from './timekeeper.ts'
import type { WarmFleet } from './warm-fleets.ts'
import { watchRoom } from './watch-room.ts'

/** Longer than a restarted grader takes to join its machines when all is well. */
const JOINED_WITHIN_MS = 4_000

export interface SessionParts {
  readonly core: SessionCore
  readonly sandbox: Sandbox
  readonly prepared: ReadonlyMap<string, PreparedTask>
  /** Machines that were started ahead for it. */
  readonly warm?: WarmFleet | undefined
  /** Its machines are gone. */
  readonly onRemoved: () => void
  /** All grades are stored: computes the score and keeps the result. */
  readonly onGraded: (session: Session) => Promise<void>
}

export class Session {
  readonly core: SessionCore
  readonly prepared: ReadonlyMap<string, PreparedTask>
  readonly practice: Practice
  readonly #parts: SessionParts
  readonly #preparation: Preparation
  readonly #listeners: Listeners
  /** Of a drill alone. */
  readonly #rounds: Rounds | undefined
  readonly #coach: Coach
  /** Aborted when the grader closes or the attempt is abandoned: everything under way stops. */
  readonly #stop = new AbortController()
  /** Aborted when the attempt ends: nobody needs the clusters any more that are not up yet. */
  readonly #ended = new AbortController()
  readonly #whileWorked = AbortSignal.any([this.#stop.signal, this.#ended.signal])
  #time = new AbortController()
  readonly #room = Promise.withResolvers<Room>()
  /** The room, once there is one. */
  #current: Room | undefined
  #work: Promise<void> = Promise.resolve()
  #removed: Promise<void> | undefined

  constructor(parts: SessionParts) {
    const { core, sandbox, prepared, warm } = parts
    this.core = core
    this.prepared = prepared
    this.#parts = parts
    this.#preparation = new Preparation(core, sandbox, core.state.drill ? stageOf(core.state.tasks) : prepared, warm)
    this.#rounds = core.state.drill ? new Rounds(core, () => this.end('candidate')) : undefined
    this.#listeners = new Listeners(core)
    this.#coach = new Coach(core, prepared)
    this.practice = new Practice({
      core,
      prepared,
      preparation: this.#preparation,
      room: () => this.#joined(),
      signal: this.#stop.signal,
    })
    this.#room.promise.catch(() => undefined) // told to whoever waits for it, and nobody may
  }

  /** A new attempt: brings the machines up in the background. */
  begin(): void {
    this.#inBackground(this.#prepare())
  }

  /** After a restart of the grader: goes on where the attempt was. */
  resume(): void {
    const { phase } = this.core.state
    if (phase === 'preparing') this.#inBackground(this.#prepareAnew())
    else this.#inBackground(this.#rejoin())
  }

  /** Resolves when the task can be worked on; rejects when its cluster did not come up. */
  up(task: string): Promise<void> {
    return this.#preparation.up(task)
  }

  async openTask(task: string): Promise<void> {
    requireRunning(this.core.state)
    requireTask(this.core.state, task)
    const { currentTask: left, kind } = this.core.state
    if (left === task) return
    const { awake, effects, grading, fleet } = await this.#joined()
    this.core.record({ type: 'task-left', task: left })
    this.core.record({ type: 'task-opened', task })
    awake.hold(task, OPEN)
    awake.letGo(left, OPEN)
    // Of two tasks on one cluster, what is seen now was done for the one that is left.
    const looked = fleet.clusters.get(left)?.id === fleet.clusters.get(task)?.id ? [left] : [left, task]
    for (const one of looked) if (this.#isUp(one)) effects.look(one)
    if (kind === 'exam' && this.#isUp(left)) grading.gradeSilently(left)
    await this.core.change({ type: 'task-opened', task, at: this.core.clock.now() })
    await tellMachines(this.core, fleet)
  }

  async mark(task: string, marks: { flagged?: boolean | undefined; done?: boolean | undefined }): Promise<void> {
    requireRunning(this.core.state)
    const before = requireTask(this.core.state, task)
    if (marks.done && !before.done && this.core.state.level === 'strict') requireLook(this.#coach.reading(), task)
    await markTask(this.core, before, marks)
  }

  async setLevel(level: Level): Promise<void> {
    requireRunning(this.core.state)
    if (level === this.core.state.level) return
    requireLevel(this.core.state, level)
    await changeLevel(this.core, (await this.#joined()).fleet, level)
    this.#coach.look()
  }

  async answerBudget(task: string, answer: 'flag' | 'go-on'): Promise<void> {
    requireRunning(this.core.state)
    await answerBudget(this.core, requireTask(this.core.state, task).id, answer)
  }

  async saveNotes(notes: string): Promise<void> {
    requireRunning(this.core.state)
    this.core.record({ type: 'note-edited', task: this.core.state.currentTask, length: notes.length })
    await this.core.change({ type: 'notes', notes })
  }

  async pageEvents(events: readonly PageEvent[]): Promise<void> {
    if (this.core.state.phase !== 'running') return // the last batch of a page may come after the end
    for (const event of events) this.core.record({ task: this.core.state.currentTask, ...event })
    if (!this.core.state.reviewed && events.some(({ type }) => type === 'review-opened')) await this.core.change({ type: 'reviewed' })
  }

  async selfReport(report: SelfReport): Promise<void> {
    requireUnscoredExam(this.core.state)
    const { prediction, sleep, place } = report
    if (prediction !== undefined) this.core.record({ type: 'prediction', percent: prediction })
    if (sleep !== undefined || place !== undefined) this.core.record({ type: 'conditions', sleep, place })
    await this.core.change({ type: 'self-report', report })
  }

  async openTerminal(): Promise<TerminalView> {
    requireRunning(this.core.state)
    return await (await this.#joined()).terminals.open()
  }

  async closeTerminal(terminal: string): Promise<void> {
    requireRunning(this.core.state)
    await (await this.#joined()).terminals.close(terminal)
  }

  async skipRound(): Promise<void> {
    requireRunning(this.core.state)
    if (!this.#rounds) throw new AppError('forbidden', 'Only a drill has rounds to skip.')
    await this.#rounds.skip()
  }

  joinPage(page: Page, socket: PageSocket): void {
    this.#listeners.join(page, socket)
  }

  /** Waits for the machines of a restarted grader; throws AppError `not-found` for a terminal that is not there. */
  async joinTerminal(terminal: string, socket: TerminalSocket): Promise<void> {
    if (!isLive(this.core.state.phase)) throw new AppError('conflict', 'The attempt has ended; its terminals are closed.')
    const { terminals } = await this.#room.promise
    await terminals.join(terminal, socket)
  }

  /** Resolves when the end is on the disk; grading goes on in the background. */
  async end(reason: Exclude<EndReason, 'abandoned'>): Promise<void> {
    requireRunning(this.core.state)
    if (reason === 'candidate') requireReview(this.core.state)
    const at = this.core.clock.now()
    this.#time.abort()
    this.#ended.abort(new AppError('cancelled', 'The attempt has ended.'))
    this.core.record({ type: 'task-left', task: this.core.state.currentTask })
    this.#recordEnd(reason, at)
    await this.core.change({ type: 'ended', reason, at })
    this.#inBackground(this.#grade())
  }

  async abandon(): Promise<void> {
    if (!isLive(this.core.state.phase)) throw new AppError('conflict', `"${this.core.state.title}" is not running any more.`)
    const at = this.core.clock.now()
    this.#stop.abort(new AppError('cancelled', 'The attempt was abandoned.'))
    this.#time.abort()
    this.#recordEnd('abandoned', at)
    await this.core.change({ type: 'abandoned', at })
    this.core.inBackground(this.removeMachines(), 'remove the machines')
  }

  /** Checks of ours that failed are run again while the clusters live. */
  async retryGrading(grades: ReadonlyMap<string, TaskGrade>): Promise<void> {
    if (isLive(this.core.state.phase)) throw new AppError('conflict', 'The attempt has not been graded yet.')
    if (this.#removed) throw new AppError('conflict', 'The clusters of this attempt are gone: its checks cannot be run again.')
    await (await this.#joined()).grading.retry(grades, this.#stop.signal)
  }

  /** Stops all work and takes the machines away. Whoever asks again waits for the same removal. */
  removeMachines(): Promise<void> {
    this.#removed ??= this.#removeMachines()
    return this.#removed
  }

  async #removeMachines(): Promise<void> {
    this.#stop.abort(new AppError('cancelled', 'The attempt is over.'))
    this.#room.reject(new AppError('conflict', 'The attempt is over.'))
    await this.#work
    await this.#current?.detach()
    await this.#current?.fleet.dispose()
    await this.#parts.sandbox.removeSession(this.core.id) // also what a fleet left that was never whole
    await this.core.close()
    this.#parts.onRemoved()
  }

  /** The grader closes: everything is on the disk, machines and shells live on for the next one. */
  async suspend(): Promise<void> {
    this.#stop.abort(new AppError('cancelled', 'The grader is closing.'))
    this.#time.abort()
    this.#listeners.dispose()
    this.#room.reject(new AppError('cancelled', 'The grader is closing.'))
    await this.#work
    if (this.#removed) return await this.#removed
    await this.#current?.detach()
    await this.core.close()
  }

  /** Throws AppError `machine-unreachable` while a restarted grader cannot join its machines. */
  async #joined(): Promise<Room> {
    const room = await within(this.core.clock, JOINED_WITHIN_MS, this.#room.promise)
    if (room) return room
    throw new AppError('machine-unreachable', 'The machines of this attempt do not answer yet.', {
      next: 'Wait a moment and try again; lost time is given back.',
    })
  }

  #recordEnd(reason: EndReason, at: number): void {
    this.core.record({ type: 'ended', reason, msLeft: Math.max(0, Math.round((this.core.state.endsAt ?? at) - at)) })
  }

  #isUp(task: string): boolean {
    return requireTask(this.core.state, task).readyAt !== undefined
  }

  /** One long piece of work at a time; a failure that nobody foresaw ends the attempt in words, never silently. */
  #inBackground(work: Promise<void>): void {
    this.#work = work.catch(async (error: unknown) => {
      if (this.#stop.signal.aborted) return
      this.core.logger.error(`session ${this.core.id} failed`, error)
      await this.#fail(error)
    })
  }

  async #fail(error: unknown): Promise<void> {
    this.#time.abort()
    this.#room.reject(error)
    await this.core.change({ type: 'failed', ...wordsOf(error), at: this.core.clock.now() })
    this.core.inBackground(this.removeMachines(), 'remove the machines')
  }

  async #prepareAnew(): Promise<void> {
    await this.core.change({ type: 'preparing-again' })
    await this.#prepare() // what was half built is removed by the sandbox first
  }

  async #prepare(): Promise<void> {
    await this.#preparation.build({
      furnish: async (fleet) => await this.#furnish(fleet).terminals.open(),
      begin: async (task) => await (await this.#room.promise).effects.begin(task),
      signal: this.#whileWorked,
    })
    this.#holdDrill((await this.#room.promise).awake)
    await this.#preparation.untilStart()
    this.#stop.signal.throwIfAborted()
    await this.#start()
  }

  async #start(): Promise<void> {
    const { state } = this.core
    const { awake, fleet } = await this.#room.promise
    awake.hold(state.currentTask, OPEN)
    this.core.record({ type: 'started', minutes: state.minutes, tasks: state.tasks.length })
    this.core.record({ type: 'task-opened', task: state.currentTask })
    await this.core.change({ type: 'started', at: this.core.clock.now() })
    await this.#rounds?.begin()
    await tellMachines(this.core, fleet)
    this.#keepTime()
  }

  /** A drill jumps from one cluster to the next, and a change in the wrong place counts too: all of them stay awake. */
  #holdDrill(awake: Awake): void {
    if (this.#rounds) for (const { id } of this.core.state.tasks) awake.hold(id, 'drill')
  }

  #furnish(fleet: Fleet): Room {
    const rounds = this.#rounds
    const room = new Room(this.core, {
      fleet,
      prepared: this.prepared,
      up: (task) => this.up(task),
      onChange: rounds && ((change, object) => rounds.seen(change, object)),
    })
    this.#current = room
    this.#room.resolve(room)
    return room
  }

  async #rejoin(): Promise<void> {
    const fleet = await adopt(this.core, this.#preparation, this.#stop.signal)
    if (!fleet) {
      throw new AppError(
        'cluster-unavailable',
        `The machines of "${this.core.state.title}" are gone: the computer or its container engine was restarted.`,
        {
          next: 'What you did until then is kept in its log. Start a new attempt.',
        },
      )
    }
    const room = this.#furnish(fleet)
    if (this.core.state.phase === 'grading') return await this.#grade()
    this.#preparation.goOn({ fleet, begin: (task) => room.effects.begin(task), signal: this.#whileWorked })
    await room.terminals.rejoin()
    await tellMachines(this.core, fleet)
    await giveBackAbsence(this.core)
    this.#holdDrill(room.awake)
    if (this.#rounds) this.core.inBackground(this.#rounds.look(fleet), 'look at the open round')
    room.awake.hold(this.core.state.currentTask, OPEN) // from here on it gives back what it costs itself
    this.#keepTime()
  }

  #keepTime(): void {
    this.#time = new AbortController()
    this.core.inBackground(
      keepTime(this.core, { onTick: () => this.#tick(), onTimeUp: () => this.end('time') }, this.#time.signal),
      'keep the time',
    )
    this.core.inBackground(watchRoom(this.core, this.#parts.sandbox, this.#time.signal), 'watch disk and memory')
  }

  #tick(): void {
    tellBudget(this.core)
    this.#coach.look()
  }

  async #grade(): Promise<void> {
    const { terminals, grading, awake, effects } = await this.#room.promise
    const closed = terminals.closeAll()
    if (!this.#rounds) await grading.gradeAll(this.#stop.signal) // a drill was judged as it went
    await closed
    effects.dispose()
    awake.dispose()
    await this.#parts.onGraded(this)
  }
}

function wordsOf(error: unknown): { message: string; next: string } {
  const { message, next } =
    error instanceof AppError ? error : new AppError('internal', 'Something went wrong inside Unflunk; its log tells what.')
  return { message, next: next ?? 'Start the attempt again; if it fails again: npm run unflunk -- sandbox doctor' }
}
