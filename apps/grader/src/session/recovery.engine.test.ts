// Practice on one real cluster, through every kind of interruption: killed while preparing, a broken machine, lost machines.
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { sockets } from '@unflunk/shared/api'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { systemClock } from '../lib/clock.ts'
import { lineLogger } from '../lib/logger.ts'
import { dockerEngine } from '../sandbox/docker-engine.ts'
import { nameOf, sessionLabels } from '../sandbox/labels.ts'
import { openSandbox } from '../sandbox/open-sandbox.ts'
import { GraderProcess, TypedTerminal } from '../testing/grader-process.ts'

const SCENARIO = 'cka/service-ledger'
const repository = resolve(import.meta.dirname, '../../../..')

let home = ''
let grader: GraderProcess
let id = ''

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'unflunk-recovery-'))
  const scenarios = join(home, 'scenarios')
  for (const folder of ['curriculum', SCENARIO])
    await cp(join(repository, 'scenarios', folder), join(scenarios, folder), { recursive: true })
  grader = new GraderProcess({ UNFLUNK_PORT: '0', UNFLUNK_HOME: join(home, 'data'), UNFLUNK_SCENARIOS: scenarios })
  await grader.start()
})
afterAll(async () => {
  await grader.end('SIGTERM')
  for (const session of await ownSessions()) await (await openTestSandbox()).removeSession(session)
  await rm(home, { recursive: true })
})

const openTestSandbox = () => openSandbox({ clock: systemClock, logger: lineLogger(systemClock, () => {}) })
const ownSessions = async () => (await (await openTestSandbox()).sessions()).filter((session) => session === id)
const view = () => grader.call('session', { id })
const reaches = (phase: string, timeout: number) => expect.poll(async () => (await view()).phase, { timeout, interval: 500 }).toBe(phase)
const grade = () => grader.call('gradeTask', { id, task: 't1' })
const outcomes = async () => (await grade()).grade.verdicts.map(({ outcome }) => outcome)

async function start(): Promise<void> {
  await expect.poll(async () => (await grader.call('home')).sandbox.state, { timeout: 200_000, interval: 1_000 }).toBe('ready')
  id = (await grader.call('startPractice', {}, { scenario: SCENARIO })).id
}

it('prepares anew when it was killed while the machines came up', { timeout: 300_000 }, async () => {
  await start()
  await expect.poll(ownSessions, { timeout: 60_000, interval: 200 }).toEqual([id])
  await grader.end('SIGKILL')
  await grader.start()
  await reaches('running', 240_000)
  expect((await view()).terminals.filter(({ exited }) => !exited)).toHaveLength(1)
})

it('grades at once in practice, and a newer request replaces the older', { timeout: 120_000 }, async () => {
  const older = grade()
  const refused = expect(older).rejects.toThrow(/cancelled/)
  const { grade: newer, checks } = await grade()
  await refused
  expect(newer.points).toBeLessThan(newer.of)
  expect(checks.map(({ id: check }) => check)).toEqual(newer.verdicts.map(({ checkId }) => checkId))
})

it('shows hints and solutions when they are asked for', async () => {
  const { tasks } = await view()
  expect(tasks[0]?.hints).toBeGreaterThan(0)
  expect((await grader.call('hint', { id, task: 't1', index: '0' })).hint.length).toBeGreaterThan(10)
  await expect(grader.call('hint', { id, task: 't1', index: '99' })).rejects.toThrow(/no hint/)
  expect((await grader.call('solution', { id, task: 't1' })).solutions.length).toBeGreaterThan(1)
})

it('brings the cluster back to its start state', { timeout: 200_000 }, async () => {
  const host = (await view()).tasks[0]?.host
  const opened = await grader.call('openTerminal', { id })
  const mine = new TypedTerminal(grader.openSocket(sockets.terminal.replace(':id', id).replace(':terminal', opened.id)))
  expect(await mine.run(`ssh ${host} kubectl create namespace mine`)).toContain('namespace/mine created')
  await grader.call('resetTask', { id, task: 't1' })
  expect(await mine.run(`ssh ${host} kubectl get namespace mine`)).toContain('not found')
  mine.close()
})

it('goes on after the machine was rebooted, and clears away what belongs to nobody', { timeout: 300_000 }, async () => {
  const engine = dockerEngine()
  const host = (await view()).tasks[0]?.host
  const opened = await grader.call('openTerminal', { id })
  const socketPath = sockets.terminal.replace(':id', id).replace(':terminal', opened.id)
  const before = new TypedTerminal(grader.openSocket(socketPath))
  expect(await before.run(`ssh ${host} kubectl create namespace kept`)).toContain('namespace/kept created')
  before.close()
  await grader.end('SIGKILL')
  const machines = await engine.containers(sessionLabels(id))
  await Promise.all(machines.map(({ name }) => engine.unpause(name).then(() => engine.kill(name))))
  const [owner] = id.split('-')
  for (const session of [`${owner}-orphan`, 'ffffff-other']) await engine.createVolume(nameOf(session, 'var'), sessionLabels(session))

  await grader.start()
  const unchecked = async () => (await outcomes().catch(() => ['error'])).includes('error')
  await expect.poll(unchecked, { timeout: 200_000, interval: 1_000 }).toBe(false)
  expect((await view()).phase).toBe('running')
  const after = new TypedTerminal(grader.openSocket(socketPath))
  expect(await after.run(`ssh ${host} kubectl get namespace kept`)).toContain('Active')
  after.close()
  const volumesOf = async (session: string) => (await engine.volumes(sessionLabels(session))).length
  await expect.poll(() => volumesOf(`${owner}-orphan`), { timeout: 60_000, interval: 500 }).toBe(0)
  expect(await volumesOf('ffffff-other')).toBe(1)
  await engine.removeVolume(nameOf('ffffff-other', 'var'))
})

it('counts what could not be checked neither way, and checks it again when the machine is back', { timeout: 300_000 }, async () => {
  const engine = dockerEngine()
  const machine = nameOf(id, 't1', 'controlplane')
  await engine.kill(machine)
  await grader.call('endSession', { id })
  await reaches('finished', 200_000)
  const result = await grader.call('result', { id })
  expect(result.couldNotCheck).toBeGreaterThan(0)
  expect(result.tasks[0]?.grade.verdicts.filter(({ outcome }) => outcome === 'fail')).toEqual([])

  await engine.start(machine)
  const again = async () => (await grader.call('retryGrading', { id })).couldNotCheck
  await expect.poll(again, { timeout: 150_000, interval: 5_000 }).toBe(0)
})

it('takes the machines of the last attempt away when the next one starts', { timeout: 300_000 }, async () => {
  const last = id
  await start()
  const sandbox = await openTestSandbox()
  await expect.poll(() => sandbox.sessions(), { timeout: 60_000, interval: 1_000 }).not.toContain(last)
  await reaches('running', 240_000)
})

it('says so when the machines are gone after a restart, and keeps the log', { timeout: 120_000 }, async () => {
  expect(await outcomes()).toContain('fail')
  await grader.end('SIGTERM')
  await (await openTestSandbox()).removeSession(id)
  await grader.start()
  await reaches('failed', 60_000)
  expect((await view()).failure?.message).toContain('are gone')
  const result = await grader.call('result', { id })
  expect(result.tasks).toHaveLength(1)
  expect(result.recordings).toMatchObject([{ terminal: 'x1' }])
})

it('abandons with its machines', { timeout: 300_000 }, async () => {
  await start()
  await expect.poll(ownSessions, { timeout: 60_000, interval: 200 }).toEqual([id])
  await grader.call('abandonSession', { id })
  expect((await view()).phase).toBe('abandoned')
  await expect.poll(ownSessions, { timeout: 90_000, interval: 500 }).toEqual([])
})
