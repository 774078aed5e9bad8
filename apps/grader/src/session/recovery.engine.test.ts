// Practice on one real cluster, through every kind of interruption: killed while preparing, a broken machine, lost machines.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { dockerEngine } from '../sandbox/docker-engine.ts'
import { nameOf, sessionLabels } from '../sandbox/labels.ts'
import { openTestSandbox, TestAttempt } from '../testing/test-attempt.ts'

const SCENARIO = 'cka/service-ledger'
let attempt: TestAttempt

beforeAll(async () => {
  attempt = await TestAttempt.withScenarios('recovery', [SCENARIO])
  await attempt.grader.start()
})
afterAll(() => attempt.cleanUp())

const ownSessions = async () => (await (await openTestSandbox()).sessions()).filter((session) => session === attempt.id)
const grade = () => attempt.call('gradeTask', { task: 't1' })
const outcomes = async () => (await grade()).grade.verdicts.map(({ outcome }) => outcome)

async function start(): Promise<void> {
  await attempt.sandboxIsReady()
  await attempt.begin('startPractice', { scenario: SCENARIO })
}

it('prepares anew when it was killed while the machines came up', { timeout: 300_000 }, async () => {
  await start()
  await expect.poll(ownSessions, { timeout: 60_000, interval: 200 }).toEqual([attempt.id])
  await attempt.grader.end('SIGKILL')
  await attempt.grader.start()
  await attempt.reaches('running', 240_000)
  expect((await attempt.view()).terminals.filter(({ exited }) => !exited)).toHaveLength(1)
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
  const { tasks } = await attempt.view()
  expect(tasks[0]?.hints).toBeGreaterThan(0)
  expect((await attempt.call('hint', { task: 't1', index: '0' })).hint.length).toBeGreaterThan(10)
  await expect(attempt.call('hint', { task: 't1', index: '99' })).rejects.toThrow(/no hint/)
  expect((await attempt.call('solution', { task: 't1' })).solutions.length).toBeGreaterThan(1)
})

it('brings the cluster back to its start state', { timeout: 200_000 }, async () => {
  const host = (await attempt.view()).tasks[0]?.host
  const opened = await attempt.call('openTerminal')
  const mine = attempt.terminal(opened.id)
  expect(await mine.run(`ssh ${host} kubectl create namespace mine`)).toContain('namespace/mine created')
  await attempt.call('resetTask', { task: 't1' })
  expect(await mine.run(`ssh ${host} kubectl get namespace mine`)).toContain('not found')
  mine.close()
})

it('goes on after the machine was rebooted, and clears away what belongs to nobody', { timeout: 300_000 }, async () => {
  const engine = dockerEngine()
  const host = (await attempt.view()).tasks[0]?.host
  const opened = await attempt.call('openTerminal')
  const before = attempt.terminal(opened.id)
  expect(await before.run(`ssh ${host} kubectl create namespace kept`)).toContain('namespace/kept created')
  before.close()
  await attempt.grader.end('SIGKILL')
  const machines = await engine.containers(sessionLabels(attempt.id))
  await Promise.all(machines.map(({ name }) => engine.unpause(name).then(() => engine.kill(name))))
  const [owner] = attempt.id.split('-')
  for (const session of [`${owner}-orphan`, 'ffffff-other']) await engine.createVolume(nameOf(session, 'var'), sessionLabels(session))

  await attempt.grader.start()
  const unchecked = async () => (await outcomes().catch(() => ['error'])).includes('error')
  await expect.poll(unchecked, { timeout: 200_000, interval: 1_000 }).toBe(false)
  expect((await attempt.view()).phase).toBe('running')
  const after = attempt.terminal(opened.id)
  expect(await after.run(`ssh ${host} kubectl get namespace kept`)).toContain('Active')
  after.close()
  const volumesOf = async (session: string) => (await engine.volumes(sessionLabels(session))).length
  await expect.poll(() => volumesOf(`${owner}-orphan`), { timeout: 60_000, interval: 500 }).toBe(0)
  expect(await volumesOf('ffffff-other')).toBe(1)
  await engine.removeVolume(nameOf('ffffff-other', 'var'))
})

it('counts what could not be checked neither way, and checks it again when the machine is back', { timeout: 300_000 }, async () => {
  const engine = dockerEngine()
  const machine = nameOf(attempt.id, 't1', 'controlplane')
  await engine.kill(machine)
  await attempt.call('endSession')
  await attempt.reaches('finished', 200_000)
  const result = await attempt.call('result')
  expect(result.couldNotCheck).toBeGreaterThan(0)
  expect(result.tasks[0]?.grade.verdicts.filter(({ outcome }) => outcome === 'fail')).toEqual([])

  await engine.start(machine)
  const again = async () => (await attempt.call('retryGrading')).couldNotCheck
  await expect.poll(again, { timeout: 150_000, interval: 5_000 }).toBe(0)
})

it('takes the machines of the last attempt away when the next one starts', { timeout: 300_000 }, async () => {
  const last = attempt.id
  await start()
  const sandbox = await openTestSandbox()
  await expect.poll(() => sandbox.sessions(), { timeout: 60_000, interval: 1_000 }).not.toContain(last)
  await attempt.reaches('running', 240_000)
})

it('says so when the machines are gone after a restart, and keeps the log', { timeout: 120_000 }, async () => {
  expect(await outcomes()).toContain('fail')
  await attempt.grader.end('SIGTERM')
  await (await openTestSandbox()).removeSession(attempt.id)
  await attempt.grader.start()
  await attempt.reaches('failed', 60_000)
  expect((await attempt.view()).failure?.message).toContain('are gone')
  const result = await attempt.call('result')
  expect(result.tasks).toHaveLength(1)
  expect(result.recordings).toMatchObject([{ terminal: 'x1' }])
})

it('abandons with its machines', { timeout: 300_000 }, async () => {
  await start()
  await expect.poll(ownSessions, { timeout: 60_000, interval: 200 }).toEqual([attempt.id])
  await attempt.call('abandonSession')
  expect((await attempt.view()).phase).toBe('abandoned')
  await expect.poll(ownSessions, { timeout: 90_000, interval: 500 }).toEqual([])
})
