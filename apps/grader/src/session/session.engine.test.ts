// A short exam on real clusters, from start to result, with a grader that is killed in the middle of it.
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { sockets } from '@unflunk/shared/api'
import { expect, it, onTestFinished } from 'vitest'
import { systemClock } from '../lib/clock.ts'
import { lineLogger } from '../lib/logger.ts'
import { openSandbox } from '../sandbox/open-sandbox.ts'
import { loadCatalog } from '../scenario/catalog.ts'
import { openStorage } from '../storage/open-storage.ts'
import { GraderProcess, TypedTerminal } from '../testing/grader-process.ts'
import { prepareAll } from './draw.ts'
import { SessionState } from './state.ts'

const repository = resolve(import.meta.dirname, '../../../..')
const EXAM = `title: Two tasks
about: Two tasks for a test of the session.
track: cka
minutes: 30
passMark: 60
kubernetes: '1.35'
allowedDocs: [https://kubernetes.io/docs]
tasks:
  - { scenario: cka/rbac-night-report, weight: 60 }
  - { scenario: cka/service-ledger, weight: 40 }
`

let home = ''
let scenarios = ''
let grader: GraderProcess
let id = ''

/** One story in one test: its parts build on each other, so only the whole can be tried again. */
it('sits a short exam with a grader that is killed twice', { timeout: 900_000 }, async () => {
  await setUp()
  onTestFinished(cleanUp)
  await startsTheClock()
  await keepsTheExamSealed()
  await gradesSilently()
  await survivesAKill()
  await endsWithAResult()
  await canBeDeleted()
})

async function setUp(): Promise<void> {
  id = ''
  home = await mkdtemp(join(tmpdir(), 'unflunk-session-'))
  scenarios = join(home, 'scenarios')
  for (const folder of ['curriculum', 'cka/rbac-night-report', 'cka/service-ledger']) {
    await cp(join(repository, 'scenarios', folder), join(scenarios, folder), { recursive: true })
  }
  await mkdir(join(scenarios, 'exams'))
  await writeFile(join(scenarios, 'exams', 'two.yaml'), EXAM)
  grader = new GraderProcess({ UNFLUNK_PORT: '0', UNFLUNK_HOME: join(home, 'data'), UNFLUNK_SCENARIOS: scenarios })
  await grader.start()
}

async function cleanUp(): Promise<void> {
  await grader.call('abandonSession', { id }).catch(() => undefined) // ended already, when all went well
  await grader.end('SIGTERM')
  const sandbox = await openTestSandbox()
  if (id !== '') await sandbox.removeSession(id)
  await rm(home, { recursive: true })
}

const openTestSandbox = () => openSandbox({ clock: systemClock, logger: lineLogger(systemClock, () => {}) })
const view = () => grader.call('session', { id })
const reaches = (phase: string, timeout: number) => expect.poll(async () => (await view()).phase, { timeout, interval: 500 }).toBe(phase)
const terminal = (name: string) => new TypedTerminal(grader.openSocket(sockets.terminal.replace(':id', id).replace(':terminal', name)))

/** What only the grader knows: drawn from the seed in its storage, as it does itself. */
async function preparedTasks() {
  const storage = await openStorage(join(home, 'data'))
  const state = SessionState.parse((await storage.attempt(id))?.state)
  const grades = await storage.grades(id)
  await storage.close()
  return { prepared: prepareAll(await loadCatalog(scenarios), state), grades }
}

/** Starts the clock when both clusters are ready, and allows no second attempt meanwhile. */
async function startsTheClock(): Promise<void> {
  await expect.poll(async () => (await grader.call('home')).sandbox.state, { timeout: 200_000, interval: 1_000 }).toBe('ready')
  const started = await grader.call('startExam', {}, { exam: 'two' })
  id = started.id
  expect(started).toMatchObject({ phase: 'preparing', tasks: [{ markdown: '' }, { markdown: '' }] })
  await expect(grader.call('startPractice', {}, { scenario: 'cka/service-ledger' })).rejects.toThrow(/still running/)
  await reaches('running', 240_000)
  const running = await view()
  expect((running.endsAt ?? 0) - (running.startedAt ?? 0)).toBe(30 * 60_000)
  expect(running.tasks.map(({ host }) => host)).toEqual([expect.stringMatching(/^cka\d{4}$/), expect.stringMatching(/^cka\d{4}$/)])
  expect(running.terminals).toEqual([{ id: 'x1', title: 'terminal 1', exited: false }])
}

/** Gives no grade, hint, solution or reset in an exam. */
async function keepsTheExamSealed(): Promise<void> {
  for (const name of ['gradeTask', 'resetTask', 'hint', 'solution'] as const) {
    await expect(grader.call(name, { id, task: 't1', index: '0' }), name).rejects.toThrow(/forbidden/)
  }
}

/** Grades a solved task silently when it is left. */
async function gradesSilently(): Promise<void> {
  const { prepared } = await preparedTasks()
  const [solution] = prepared.get('t1')?.solutions ?? []
  const [first] = (await view()).tasks
  const shell = terminal('x1')
  const script = Buffer.from(solution?.script ?? '').toString('base64')
  const printed = await shell.run(`echo ${script} | base64 -d | ssh ${first?.host} bash -l`)
  expect(printed).toContain('night-report')
  shell.close()
  await grader.call('openTask', { id, task: 't2' })
  await grader.call('markTask', { id, task: 't2' }, { flagged: true })
  await grader.call('saveNotes', { id }, { notes: 'do the second one' })
  const silent = async () => (await preparedTasks()).grades.map(({ task, kind, grade }) => [task, kind, grade.points === grade.of])
  await expect.poll(silent, { timeout: 60_000, interval: 1_000 }).toEqual([['t1', 'silent', true]])
}

/** Loses nothing when the grader is killed: vim, notes, flags, and the time is given back. */
async function survivesAKill(): Promise<void> {
  const before = terminal('x1')
  await before.type('vim answer.txt\n')
  await before.until((text) => text.includes('answer.txt'))
  await before.type('ihalf a sentence')
  await before.until((text) => text.includes('half a sentence'))
  const { endsAt = 0 } = await view()
  await grader.end('SIGKILL')
  const away = Date.now()
  await new Promise((resolve) => setTimeout(resolve, 2_000)) // the time that has to be given back
  await grader.start()
  await expect.poll(async () => (await view()).creditedMs, { timeout: 60_000 }).toBeGreaterThan(2_000)

  const after = await view()
  expect(after).toMatchObject({ phase: 'running', currentTask: 't2', notes: 'do the second one' })
  expect(after.tasks.map(({ flagged }) => flagged)).toEqual([false, true])
  expect((after.endsAt ?? 0) - endsAt).toBe(after.creditedMs)
  expect(after.creditedMs).toBeLessThan(Date.now() - away + 2_500)

  const again = terminal('x1')
  await again.until((text) => text.includes('half a sentence'))
  await again.type(' and the rest\x1b:wq\n')
  // What is typed while vim gives the terminal back is thrown away by it.
  await again.until((text) => /written[\s\S]*@base:~\$ $/.test(text))
  const printed = await again.run('cat answer.txt')
  expect(printed).toContain('half a sentence and the rest')
  again.close()
}

/** Ends with a score, habits and a recording, also when it is killed while it grades, and takes the machines away. */
async function endsWithAResult(): Promise<void> {
  await grader.call('endSession', { id })
  await grader.end('SIGKILL')
  await grader.start()
  await reaches('finished', 120_000)
  const result = await grader.call('result', { id })
  expect(result).toMatchObject({ score: 60, passed: true, couldNotCheck: 0, endedReason: 'candidate', minutes: 30 })
  expect(result.tasks.map(({ grade, solutions }) => [grade.points === grade.of, solutions.length > 1])).toEqual([
    [true, true],
    [false, true],
  ])
  expect(result.habits.cards).toHaveLength(14)
  expect(result.recordings).toMatchObject([{ terminal: 'x1' }])
  const recording = await (await grader.get(sockets.recording, { id, terminal: 'x1' })).text()
  expect(JSON.parse(recording.slice(0, recording.indexOf('\n')))).toMatchObject({ version: 3 })
  expect(recording).toContain('half a sentence')
  const sandbox = await openTestSandbox()
  await expect.poll(() => sandbox.sessions(), { timeout: 60_000, interval: 1_000 }).not.toContain(id)
}

/** Can be deleted with all it left. */
async function canBeDeleted(): Promise<void> {
  await grader.call('deleteAttempt', { id })
  expect((await grader.call('home')).attempts).toEqual([])
  await expect(grader.call('result', { id })).rejects.toThrow(/no such attempt/)
}
