// An attempt on real machines, for engine tests that tell its story: a grader with a home of its own, of which nothing stays behind.
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { sockets } from '@unflunk/shared/api'
import type { SessionPhase, SessionView } from '@unflunk/shared/session'
import { expect } from 'vitest'
import { systemClock } from '../lib/clock.ts'
import { lineLogger } from '../lib/logger.ts'
import type { Sandbox } from '../sandbox/fleet.ts'
import { type OpenSandboxOptions, openSandbox } from '../sandbox/open-sandbox.ts'
import { loadCatalog } from '../scenario/catalog.ts'
import { prepareAll } from '../session/draw.ts'
import { SessionState } from '../session/state.ts'
import { openStorage } from '../storage/open-storage.ts'
import type { Storage } from '../storage/storage.ts'
import { GraderProcess, TypedTerminal } from './grader-process.ts'

const allScenarios = resolve(import.meta.dirname, '../../../../scenarios')

/**
 * One for each try of a test, so that a retry begins with nothing of the try before. Ask for its clean-up before you start its grader:
 * what fails from then on is cleaned up.
 */
export class TestAttempt {
  readonly grader: GraderProcess
  /** Where the grader keeps what it stores. */
  readonly data: string
  /** Of the session that began last; empty until one has. */
  id = ''
  readonly #home: string
  readonly #scenarios: string

  private constructor(home: string, scenarios: string, environment: Readonly<Record<string, string>> = {}) {
    this.#home = home
    this.#scenarios = scenarios
    this.data = join(home, 'data')
    this.grader = new GraderProcess({ UNFLUNK_PORT: '0', UNFLUNK_HOME: this.data, UNFLUNK_SCENARIOS: scenarios, ...environment })
  }

  /** The grader has all scenarios and exams that there are. `name` tells whose a home is, as it does below. */
  static async withAll(name: string, environment?: Readonly<Record<string, string>>): Promise<TestAttempt> {
    return new TestAttempt(await makeHome(name), allScenarios, environment)
  }

  /** The grader has these scenarios and no exam. */
  static async withScenarios(name: string, scenarios: readonly string[]): Promise<TestAttempt> {
    const home = await makeHome(name)
    return new TestAttempt(home, await copyScenarios(home, scenarios))
  }

  /** The grader has an exam, `two`, and its scenarios, here with the percent that each is worth: 30 minutes, passed with 60 %. */
  static async withExam(name: string, weights: Readonly<Record<string, number>>): Promise<TestAttempt> {
    const home = await makeHome(name)
    const scenarios = await copyScenarios(home, Object.keys(weights))
    await writeExam(scenarios, weights)
    return new TestAttempt(home, scenarios)
  }

  /** Works at any point of a story that failed, also when the grader is dead. */
  async cleanUp(): Promise<void> {
    await this.call('abandonSession').catch(() => undefined) // it never began, or is over already, as when all went well
    await this.grader.end('SIGTERM')
    if (this.id !== '') await (await openTestSandbox()).removeSession(this.id)
    await rm(this.#home, { recursive: true })
  }

  async sandboxIsReady(timeout = 200_000): Promise<void> {
    await expect.poll(async () => (await this.grader.call('home')).sandbox.state, { timeout, interval: 1_000 }).toBe('ready')
  }

  /** From now on the attempt is the session that this starts. */
  async begin(route: 'startExam' | 'startPractice' | 'startHostsDrill', body: object): Promise<SessionView> {
    const session = await this.grader.call(route, {}, body)
    this.id = session.id
    return session
  }

  /** A call whose `:id` is this attempt. */
  readonly call: GraderProcess['call'] = (name, params, body) => this.grader.call(name, { id: this.id, ...params }, body)

  view(): Promise<SessionView> {
    return this.call('session')
  }

  async reaches(phase: SessionPhase, timeout: number, interval = 500): Promise<void> {
    await expect.poll(async () => (await this.view()).phase, { timeout, interval }).toBe(phase)
  }

  /** `x1` is the one that every attempt begins with. */
  terminal(name = 'x1'): TypedTerminal {
    return new TypedTerminal(this.grader.openSocket(sockets.terminal.replace(':id', this.id).replace(':terminal', name)))
  }

  /** Types the first solution of a task for its host, and gives what was printed. */
  async solve(task: string): Promise<string> {
    const script = Buffer.from(await this.#solution(task)).toString('base64')
    const host = (await this.view()).tasks.find(({ id }) => id === task)?.host
    if (host === undefined) throw new Error(`there is no task ${task}`)
    const shell = this.terminal()
    const printed = await shell.run(`echo ${script} | base64 -d | ssh ${host} bash -l`)
    shell.close()
    return printed
  }

  /** What only the grader knows: drawn from the seed in its storage, as it does itself. */
  async #solution(task: string): Promise<string> {
    const state = SessionState.parse((await this.stored((storage) => storage.attempt(this.id)))?.state)
    const [solution] = prepareAll(await loadCatalog(this.#scenarios), state).get(task)?.solutions ?? []
    if (!solution) throw new Error(`there is no solution of ${task}`)
    return solution.script
  }

  /** Reads beside the grader, which may be running. */
  async stored<T>(read: (storage: Storage) => Promise<T>): Promise<T> {
    const storage = await openStorage(this.data)
    try {
      return await read(storage)
    } finally {
      await storage.close()
    }
  }
}

/** The machines as the grader has them, from outside of it; without a word. */
export function openTestSandbox(options: Pick<OpenSandboxOptions, 'idleMs'> = {}): Promise<Sandbox> {
  return openSandbox({ clock: systemClock, logger: lineLogger(systemClock, () => {}), ...options })
}

function makeHome(name: string): Promise<string> {
  return mkdtemp(join(tmpdir(), `unflunk-${name}-`))
}

async function copyScenarios(home: string, scenarios: readonly string[]): Promise<string> {
  const copied = join(home, 'scenarios')
  for (const folder of ['curriculum', ...scenarios]) await cp(join(allScenarios, folder), join(copied, folder), { recursive: true })
  return copied
}

async function writeExam(scenarios: string, weights: Readonly<Record<string, number>>): Promise<void> {
  const tasks = Object.entries(weights).map(([scenario, weight]) => `  - { scenario: ${scenario}, weight: ${weight} }\n`)
  await mkdir(join(scenarios, 'exams'))
  await writeFile(
    join(scenarios, 'exams', 'two.yaml'),
    `title: Two tasks
about: Two tasks for a test.
track: cka
minutes: 30
passMark: 60
kubernetes: '1.35'
allowedDocs: [https://kubernetes.io/docs]
tasks:
${tasks.join('')}`,
  )
}
