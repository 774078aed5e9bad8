// A candidate's hands on a real attempt: opens tasks, types at prompts of real machines, ends; and keeps the log as a fixture.
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { sockets } from '@unflunk/shared/api'
import type { PageEvent } from '@unflunk/shared/habits'
import { parse } from 'yaml'
import { z } from 'zod'
import { parseLog } from '../../habits/recorder.ts'
import { type Catalog, loadCatalog } from '../../scenario/catalog.ts'
import type { PreparedTask } from '../../scenario/task.ts'
import { finalGrades, habitContext } from '../../session/assemble.ts'
import { prepareAll } from '../../session/draw.ts'
import { SessionState } from '../../session/state.ts'
import { openStorage } from '../../storage/open-storage.ts'
import { GraderProcess, TypedTerminal } from '../grader-process.ts'

const scenarios = resolve(import.meta.dirname, '../../../../../scenarios')
const EXAM = 'mini-mock-1'
const PROMPT = /\S+@[\w-]+:\S*[$#] $/
/** How long a candidate reads before the first command; the same for all, so that no story is about it. */
const READS_MS = 1_500

export interface AttemptOptions {
  /** Where the story is about lost time: the budget of every task, and the time of the whole exam, in minutes. */
  readonly hurry?: { readonly perTask: number; readonly exam: number }
}

export class Room {
  readonly #grader: GraderProcess
  readonly #home: string
  readonly #catalog: Catalog
  readonly #terminals = new Map<string, TypedTerminal>()
  #terminal = 'x1'
  #state: SessionState | undefined
  #prepared: ReadonlyMap<string, PreparedTask> = new Map()

  private constructor(grader: GraderProcess, home: string, catalog: Catalog) {
    this.#grader = grader
    this.#home = home
    this.#catalog = catalog
  }

  static async start({ hurry }: AttemptOptions = {}): Promise<Room> {
    const home = await mkdtemp(join(tmpdir(), 'unflunk-attempt-'))
    const folder = join(home, 'scenarios')
    await cp(scenarios, folder, { recursive: true })
    if (hurry) await setBudgets(folder, hurry)
    const grader = new GraderProcess({ UNFLUNK_PORT: '0', UNFLUNK_HOME: join(home, 'data'), UNFLUNK_SCENARIOS: folder })
    await grader.start()
    const room = new Room(grader, home, await loadCatalog(folder))
    await room.#untilReady()
    return room
  }

  async #untilReady(): Promise<void> {
    while ((await this.#grader.call('home')).sandbox.state !== 'ready') await pause(500)
    const { id } = await this.#grader.call('startExam', {}, { exam: EXAM })
    while ((await this.#grader.call('session', { id })).phase === 'preparing') await pause(500)
    const storage = await openStorage(join(this.#home, 'data'))
    this.#state = SessionState.parse((await storage.attempt(id))?.state)
    await storage.close()
    this.#prepared = prepareAll(this.#catalog, this.#state)
    await this.#atPrompt()
  }

  get #id(): string {
    if (!this.#state) throw new Error('the attempt has not begun')
    return this.#state.id
  }

  /** What was drawn for a task: its host and parameters. */
  task(number: number): { host: string; values: Record<string, string> } {
    const task = this.#state?.tasks[number - 1]
    if (!task) throw new Error(`there is no task ${number}`)
    const values = Object.entries(this.#prepared.get(task.id)?.values ?? {}).map(([name, value]) => [name, String(value)])
    return { host: task.host, values: Object.fromEntries(values) }
  }

  /** Opens a task's page and reads it to its end. */
  async open(number: number): Promise<void> {
    await this.#grader.call('openTask', { id: this.#id, task: `t${number}` })
    await pause(READS_MS)
    await this.page({ type: 'task-scrolled-to-end', task: `t${number}` })
  }

  async page(...events: PageEvent[]): Promise<void> {
    await this.#grader.call('pageEvents', { id: this.#id }, { events })
  }

  async mark(number: number, marks: { flagged?: boolean; done?: boolean }): Promise<void> {
    await this.#grader.call('markTask', { id: this.#id, task: `t${number}` }, marks)
  }

  /** From now on the hands are on another terminal; it is opened when it is new. */
  async useTerminal(id: string): Promise<void> {
    const { terminals } = await this.#grader.call('session', { id: this.#id })
    if (!terminals.some((terminal) => terminal.id === id)) await this.#grader.call('openTerminal', { id: this.#id })
    this.#terminal = id
    await this.#atPrompt()
  }

  get #screen(): TypedTerminal {
    const known = this.#terminals.get(this.#terminal)
    if (known) return known
    const path = sockets.terminal.replace(':id', this.#id).replace(':terminal', this.#terminal)
    const opened = new TypedTerminal(this.#grader.openSocket(path))
    this.#terminals.set(this.#terminal, opened)
    return opened
  }

  async #atPrompt(from = 0, timeoutMs = 120_000): Promise<void> {
    await this.#screen.until((printed) => PROMPT.test(stripVTControlCharacters(printed.slice(from))), timeoutMs)
  }

  /** Types a line and waits for the next prompt. */
  async run(line: string): Promise<string> {
    const screen = this.#screen
    const from = screen.printed.length
    await screen.type(line)
    await pause(150) // the prompt that is there already must not be taken for the next one
    const typed = screen.printed.length
    await screen.type('\n')
    await this.#atPrompt(typed)
    return stripVTControlCharacters(screen.printed.slice(from))
  }

  async ssh(number: number): Promise<void> {
    await this.run(`ssh ${this.task(number).host}`)
  }

  /** Ends the exam and answers its log with what the rules need to know, ready for `report`. */
  async end(): Promise<{ log: unknown[]; context: unknown }> {
    const id = this.#id
    for (const terminal of this.#terminals.values()) terminal.close()
    if ((await this.#grader.call('session', { id })).phase === 'running') await this.#grader.call('endSession', { id })
    while ((await this.#grader.call('session', { id })).phase !== 'finished') await pause(500)
    const storage = await openStorage(join(this.#home, 'data'))
    try {
      const state = SessionState.parse((await storage.attempt(id))?.state)
      const context = habitContext(state, this.#prepared, await finalGrades(storage, id))
      return { log: parseLog(await storage.eventLines(id)).events, context }
    } finally {
      await storage.close()
    }
  }

  /** Takes everything away, also in the middle of an attempt. */
  async dispose(): Promise<void> {
    if (this.#state) {
      await this.#grader.call('abandonSession', { id: this.#id }).catch(() => undefined) // it has ended, when all went well
      await this.#grader.call('deleteAttempt', { id: this.#id }).catch(() => undefined)
    }
    await this.#grader.end('SIGTERM')
    await rm(this.#home, { recursive: true, force: true })
  }
}

async function setBudgets(folder: string, { perTask, exam }: NonNullable<AttemptOptions['hurry']>): Promise<void> {
  const blueprint = join(folder, 'exams', `${EXAM}.yaml`)
  const { tasks } = z.object({ tasks: z.array(z.object({ scenario: z.string() })) }).parse(parse(await readFile(blueprint, 'utf8')))
  await setMinutes(blueprint, exam)
  for (const { scenario } of tasks) await setMinutes(join(folder, scenario, 'scenario.yaml'), perTask)
}

/** As text: before its parameters are filled in, the file is not yet the yaml that it will be. */
async function setMinutes(path: string, minutes: number): Promise<void> {
  await writeFile(path, (await readFile(path, 'utf8')).replace(/^minutes: \d+/m, `minutes: ${minutes}`))
}

export const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))
