// All attempts of this installation: at most one is live; the others are results. The one service that http asks.
import { basename, dirname } from 'node:path'
import type { AttemptResult, AttemptSummary, Home, SandboxStatus } from '@unflunk/shared/api'
import type { Level } from '@unflunk/shared/checklist'
import { AppError } from '@unflunk/shared/error'
import { type ExportFile, exportFile } from '@unflunk/shared/export'
import type { HostsDrillSetup, HostsRecords } from '@unflunk/shared/hosts-drill'
import type { ExamOutlook, MachineSettings } from '@unflunk/shared/machines'
import type { SessionEvent, SessionView } from '@unflunk/shared/session'
import { createRecorder, parseLog } from '../habits/recorder.ts'
import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../lib/logger.ts'
import type { Sandbox } from '../sandbox/fleet.ts'
import type { Catalog } from '../scenario/catalog.ts'
import type { PreparedTask } from '../scenario/task.ts'
import type { AttemptRecord, Storage } from '../storage/storage.ts'
import { noSuchAttempt, stillRunning } from './allowed.ts'
import { assembleResult, finalGrades } from './assemble.ts'
import { apply } from './change.ts'
import { SessionCore } from './core.ts'
import { type Drawn, drawExam, drawPractice, examSummary, prepareAll, scenarioSummary } from './draw.ts'
import { drawHostsDrill, keepDrill, pastOf, recordsOf } from './drills.ts'
import { exportAttempt } from './export-data.ts'
import { importData } from './import-data.ts'
import type { Page, PageSocket, TerminalSocket } from './join.ts'
import { hasTheSameTasks, isReadByTodaysRules, readKept } from './kept-result.ts'
import { MachineRoom } from './machine-room.ts'
import { gradedTasks } from './result.ts'
import type { SandboxKeeper } from './sandbox-keeper.ts'
import { scorePercent } from './score.ts'
import { Session } from './session.ts'
import { isLive, SessionState } from './state.ts'
import { unavailable } from './unavailable.ts'
import { summaryOf, viewOf } from './view.ts'
import { isCalm, likelyTrack, onHost, type Wanted, type WarmFleet, WarmFleets, warmWanted } from './warm-fleets.ts'

/** Clusters of an attempt with checks that could not be run are kept this long for a retry. */
const KEEP_FOR_RETRY_MS = 15 * 60_000

export interface SessionsParts {
  readonly clock: Clock
  readonly logger: Logger
  readonly storage: Storage
  readonly sandbox: Sandbox
  readonly keeper: SandboxKeeper
  readonly catalog: Catalog
  /** Short and the same for this data folder at every start: marks the machines that are ours to clean up. */
  readonly owner: string
  /** Whether machines may be started before anybody asks for them. */
  readonly keepsReady: boolean
  /** A short random word, lower-case letters and digits. */
  readonly random: () => string
}

export class Sessions {
  readonly #parts: SessionsParts
  readonly #machines: MachineRoom
  readonly #warm: WarmFleets
  /** Attempts that this process began or rejoined, by id. */
  readonly #sessions = new Map<string, Session>()
  readonly #closing = new AbortController()
  #starting = false

  constructor(parts: SessionsParts) {
    this.#parts = parts
    this.#machines = new MachineRoom(parts)
    this.#warm = new WarmFleets({ ...parts, machines: this.#machines, newId: () => this.#newId() })
  }

  async home(): Promise<Home> {
    const { catalog, keeper, storage, sandbox } = this.#parts
    const { abilities } = sandbox
    return {
      sandbox: keeper.status,
      exams: [...catalog.exams.values()].map((exam) => examSummary(catalog, exam, abilities)),
      scenarios: [...catalog.scenarios.values()].map((scenario) => scenarioSummary(catalog, scenario, abilities)),
      // Drills have their own page; a live one is on the first page too, since nothing else can be started.
      attempts: (await storage.attempts()).filter(({ kind, phase }) => kind !== 'drill' || isLive(phase)),
    }
  }

  isOffered(id: string): boolean {
    const scenario = this.#parts.catalog.scenarios.get(id)
    return scenario !== undefined && unavailable(scenario, this.#parts.sandbox.abilities) === undefined
  }

  prepareSandbox(): SandboxStatus {
    this.#parts.keeper.prepare()
    return this.#parts.keeper.status
  }

  startExam(exam: string, level: Level): Promise<SessionView> {
    return this.#start(level, (drawn) => drawExam(this.#parts.catalog, this.#parts.sandbox.abilities, exam, drawn))
  }

  async examOutlook(exam: string): Promise<ExamOutlook> {
    const { catalog, sandbox, clock } = this.#parts
    const drawn = drawExam(catalog, sandbox.abilities, exam, { id: 'outlook', seed: 'outlook', at: clock.now(), level: 'exam' })
    return await this.#machines.outlook(drawn, prepareAll(catalog, drawn), this.#warm.memoryBytes)
  }

  machineSettings(): Promise<MachineSettings> {
    return this.#machines.settings()
  }

  async saveMachineSettings(settings: MachineSettings): Promise<void> {
    await this.#machines.saveSettings(settings)
    if (settings.keepReady) await this.keepReady()
    else await this.#warm.drop()
  }

  startPractice(scenario: string, level: Level): Promise<SessionView> {
    const { catalog, sandbox } = this.#parts
    const wanted = warmWanted(catalog, scenario)
    return this.#start(level, (drawn) => drawPractice(catalog, sandbox.abilities, scenario, drawn), wanted)
  }

  async startHostsDrill(setup: HostsDrillSetup): Promise<SessionView> {
    const past = await pastOf(this.#parts.storage.drills)
    return await this.#start('exam', (drawn) => drawHostsDrill(setup, past, drawn))
  }

  async hostsRecords(): Promise<HostsRecords> {
    return recordsOf(await pastOf(this.#parts.storage.drills), this.#parts.clock.now())
  }

  /** Throws AppError `not-found` for an attempt of an earlier process that has ended: it can be read, not worked on. */
  get(id: string): Session {
    const session = this.#sessions.get(id)
    if (!session) throw new AppError('not-found', 'This attempt is not running (any more).', { next: 'The home page lists all attempts.' })
    return session
  }

  async view(id: string): Promise<SessionView> {
    return viewOf(this.#sessions.get(id)?.core.state ?? (await this.#stored(id)))
  }

  async joinPage(id: string, page: Page, socket: PageSocket): Promise<void> {
    const session = this.#sessions.get(id)
    if (session) return session.joinPage(page, socket)
    const now = this.#parts.clock.now()
    socket.send(JSON.stringify({ type: 'state', seq: now, session: await this.view(id), serverNow: now } satisfies SessionEvent))
  }

  async joinTerminal(id: string, terminal: string, socket: TerminalSocket): Promise<void> {
    await this.get(id).joinTerminal(terminal, socket)
  }

  /** Of an attempt that has ended in any way. */
  async result(id: string): Promise<AttemptResult> {
    const state = this.#sessions.get(id)?.core.state ?? (await this.#stored(id))
    if (isLive(state.phase)) {
      throw new AppError('conflict', `"${state.title}" has no result yet: it is ${state.phase}.`, { next: 'Wait until it is finished.' })
    }
    if (state.drill) throw new AppError('not-found', 'A drill has no report: its own page shows how it went.')
    const { storage, clock } = this.#parts
    const kept = readKept(await storage.result(id))
    if (kept && (isReadByTodaysRules(kept) || this.#live)) return kept // reading a log takes a moment that typing would feel
    const prepared = this.#preparedOrNone(state)
    if (kept && (!hasTheSameTasks(kept, prepared) || (await storage.eventLines(id)).length === 0)) return kept
    const anew = await assembleResult(storage, state, prepared, clock.now())
    const importedAt = (await storage.attempt(id))?.summary.importedAt
    const result = importedAt === undefined ? anew : { ...anew, attempt: { ...anew.attempt, importedAt } }
    if (kept) await storage.saveResult(id, result)
    return result
  }

  async retryGrading(id: string): Promise<AttemptResult> {
    const session = this.#sessions.get(id)
    if (!session) throw new AppError('conflict', 'The clusters of this attempt are gone: its checks cannot be run again.')
    await session.retryGrading(await finalGrades(this.#parts.storage, id))
    await this.#keepResult(session)
    return await this.result(id)
  }

  async deleteAttempt(id: string): Promise<void> {
    const session = this.#sessions.get(id)
    if (session && isLive(session.core.state.phase)) throw stillRunning(session.core.state.title)
    await session?.removeMachines()
    this.#sessions.delete(id)
    await this.#parts.storage.deleteAttempt(id)
  }

  /** Without recordings unless they are asked for: they hold all that was on screen. */
  async exportAttempt(id: string, withRecordings: boolean): Promise<ExportFile> {
    const record = await this.#parts.storage.attempt(id)
    if (!record) throw noSuchAttempt()
    if (isLive(record.summary.phase)) throw stillRunning(record.summary.title)
    return exportFile(this.#parts.clock.now(), [await this.#exported(record, withRecordings)], [])
  }

  async exportAll(withRecordings: boolean): Promise<ExportFile> {
    const { storage, clock } = this.#parts
    this.#requireNoneLive()
    const records = await Promise.all((await storage.attempts()).map(({ id }) => storage.attempt(id)))
    const attempts: ExportFile['attempts'] = []
    // One after the other: a recording may be large.
    for (const record of records) if (record) attempts.push(await this.#exported(record, withRecordings))
    return exportFile(clock.now(), attempts, await storage.drills.all())
  }

  async importData(value: unknown): Promise<{ imported: AttemptSummary[]; alreadyHere: number }> {
    const { storage, clock, random } = this.#parts
    this.#requireNoneLive()
    return await importData({ storage, random, now: clock.now() }, value)
  }

  /** Every attempt, recording and drill of this data folder. */
  async deleteAll(): Promise<void> {
    this.#requireNoneLive()
    await Promise.all([...this.#sessions.values()].map((session) => session.removeMachines()))
    this.#sessions.clear()
    await this.#parts.storage.deleteAll()
  }

  async recording(id: string, terminal: string): Promise<{ folder: string; name: string }> {
    const path = await this.#parts.storage.recordingPath(id, terminal)
    if (path === undefined) throw new AppError('not-found', `There is no recording of terminal ${terminal} of this attempt.`)
    return { folder: dirname(path), name: basename(path) }
  }

  /** After a start: goes on with the attempt that was live, and removes machines of ours that belong to none. */
  async recover(): Promise<void> {
    const [newest, ...older] = await this.#parts.storage.live()
    if (newest) await this.#resume(newest)
    for (const record of older) await this.#giveUp(record, 'Another attempt was live at the same time.')
    this.#inBackground(this.#removeLeftovers(), 'remove left-over machines')
  }

  /** Where nothing else is going on: starts machines for the likely next practice in the background. */
  async keepReady(): Promise<void> {
    const { storage, catalog, keepsReady } = this.#parts
    const live = this.#live
    if (!keepsReady || this.#starting || this.#closing.signal.aborted || (live && !isCalm(live.core.state))) return
    if (this.#parts.keeper.status.state === 'ready') this.#warm.fill(likelyTrack(catalog, await storage.attempts()))
  }

  /** Everything is on the disk; machines live on for the next start. */
  async dispose(): Promise<void> {
    this.#closing.abort()
    await Promise.all([...[...this.#sessions.values()].map((session) => session.suspend()), this.#warm.drop()])
  }

  get #live(): Session | undefined {
    return [...this.#sessions.values()].find(({ core }) => isLive(core.state.phase))
  }

  /** `wanted`: machines that were started ahead would do. */
  async #start(level: Level, draw: (drawn: Drawn) => SessionState, wanted?: Wanted): Promise<SessionView> {
    this.#parts.keeper.requireReady()
    this.#requireNoneLive()
    this.#starting = true
    try {
      const { random, clock, storage } = this.#parts
      const warm = wanted && this.#warm.take(wanted)
      const drawn = draw({ id: warm?.sessionId ?? this.#newId(), seed: random(), at: clock.now(), level })
      const prepared = this.#prepared(drawn)
      const state = onHost(await this.#machines.place(drawn, prepared, this.#warm.memoryBytes), warm?.host)
      if (state.kind !== 'practice') this.#inBackground(this.#warm.drop(), 'make room') // memory and CPU belong to the attempt
      for (const ended of this.#sessions.values()) this.#inBackground(ended.removeMachines(), 'remove machines')
      await storage.saveAttempt({ summary: summaryOf(state), state })
      if (!state.drill) await storage.saveTasks(state.id, state.tasks) // the places of a drill are no part of the curriculum
      const session = await this.#open(state, prepared, warm)
      session.begin()
      if (state.kind === 'practice')
        this.#inBackground(
          session.up(state.currentTask).then(() => this.keepReady()),
          'keep machines ready',
        )
      return viewOf(session.core.state)
    } finally {
      this.#starting = false
    }
  }

  #newId(): string {
    return `${this.#parts.owner}-${this.#parts.random()}`
  }

  /** A new attempt counts as soon as it is being drawn. */
  #requireNoneLive(): void {
    const live = this.#live
    if (live || this.#starting) throw stillRunning(live?.core.state.title ?? 'Another attempt')
  }

  async #exported(record: AttemptRecord, withRecordings: boolean): Promise<ExportFile['attempts'][number]> {
    const { id, phase, kind } = record.summary
    const result = phase === 'finished' && kind !== 'drill' ? await this.result(id) : undefined
    return await exportAttempt(this.#parts.storage, record, result, withRecordings)
  }

  async #open(state: SessionState, prepared: ReadonlyMap<string, PreparedTask>, warm?: WarmFleet): Promise<Session> {
    const { clock, logger, storage, sandbox } = this.#parts
    const past = parseLog(await storage.eventLines(state.id)).events
    const lastSeq = past.at(-1)?.seq ?? 0
    const events = await storage.openEvents(state.id)
    const recorder = createRecorder({ attempt: state.id, clock, write: (line) => events.append(line), lastSeq })
    const core = new SessionCore(state, { clock, logger, storage, recorder, events, past })
    const session = new Session({
      core,
      sandbox,
      prepared,
      warm,
      onGraded: (graded) => this.#graded(graded),
      onRemoved: () => this.#inBackground(this.keepReady(), 'keep machines ready'),
    })
    this.#sessions.set(state.id, session)
    return session
  }

  async #resume(record: AttemptRecord): Promise<void> {
    try {
      const state = SessionState.parse(record.state)
      const session = await this.#open(state, this.#prepared(state))
      this.#parts.logger.info(`going on with "${state.title}" (${state.id}), which was ${state.phase}`)
      session.resume()
    } catch (error) {
      this.#parts.logger.error(`the attempt ${record.summary.id} cannot be gone on with`, error)
      await this.#giveUp(record, error instanceof AppError ? error.message : 'Its saved state cannot be read by this version of Unflunk.')
    }
  }

  /** The record and its log are kept; only its phase says that it will not go on. */
  async #giveUp({ summary, state }: AttemptRecord, message: string): Promise<void> {
    const at = this.#parts.clock.now()
    const parsed = SessionState.safeParse(state)
    const next = parsed.success ? apply(parsed.data, { type: 'failed', message, at }) : state
    await this.#parts.storage.saveAttempt({ summary: { ...summary, phase: 'failed', endedAt: at }, state: next })
  }

  async #removeLeftovers(): Promise<void> {
    const { sandbox, owner, logger } = this.#parts
    for (const id of await sandbox.sessions()) {
      if (!id.startsWith(`${owner}-`) || this.#sessions.has(id) || this.#warm.has(id)) continue // another installation's, or in use
      logger.info(`removing the machines of ${id}, which is not live`)
      await sandbox.removeSession(id)
    }
  }

  async #graded(session: Session): Promise<void> {
    const wait = session.core.state.drill ? await this.#keepDrill(session) : await this.#keepGraded(session)
    const removed = this.#parts.clock.sleep(wait, this.#closing.signal).then(
      () => session.removeMachines(),
      () => undefined, // the grader closes: the next start removes them
    )
    this.#inBackground(removed, 'remove machines')
  }

  /** Answers how long its clusters are kept. */
  async #keepGraded(session: Session): Promise<number> {
    await this.#keepResult(session)
    const { couldNotCheck } = await this.result(session.core.id)
    return couldNotCheck > 0 ? KEEP_FOR_RETRY_MS : 0
  }

  async #keepDrill({ core }: Session): Promise<number> {
    await core.flush()
    const { storage, clock } = this.#parts
    await core.change({ type: 'graded', score: await keepDrill(storage.drills, core.state, clock.now()) })
    return 0
  }

  /** The result is on the disk before the page hears that it is there. */
  async #keepResult({ core, prepared }: Session): Promise<void> {
    const { storage, clock } = this.#parts
    const grades = await finalGrades(storage, core.id)
    const score = scorePercent(gradedTasks(core.state, prepared, grades))
    const finished = { type: 'graded', score } as const
    await core.flush()
    await storage.saveResult(core.id, await assembleResult(storage, apply(core.state, finished), prepared, clock.now()))
    await core.change(finished)
  }

  async #stored(id: string): Promise<SessionState> {
    const record = await this.#parts.storage.attempt(id)
    if (!record) throw noSuchAttempt()
    return SessionState.parse(record.state)
  }

  /** A drill has nothing that is graded. */
  #prepared(state: SessionState): ReadonlyMap<string, PreparedTask> {
    return state.drill ? new Map() : prepareAll(this.#parts.catalog, state)
  }

  /** A result is shown also when its scenario is no longer in the catalogue: then without solutions. */
  #preparedOrNone(state: SessionState): ReadonlyMap<string, PreparedTask> {
    try {
      return prepareAll(this.#parts.catalog, state)
    } catch (error) {
      this.#parts.logger.warn(`the result of ${state.id} is shown without its checks`, error)
      return new Map()
    }
  }

  #inBackground(work: Promise<unknown>, what: string): void {
    work.catch((error: unknown) => this.#parts.logger.error(`could not ${what}`, error))
  }
}
