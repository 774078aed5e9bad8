// Two tasks on one real cluster: each has its name, its clock of readiness and its grade, and no slip comes of sharing.
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { sockets } from '@unflunk/shared/api'
import { expect, it, onTestFinished } from 'vitest'
import { systemClock } from '../lib/clock.ts'
import { lineLogger } from '../lib/logger.ts'
import { dockerEngine } from '../sandbox/docker-engine.ts'
import { LABEL } from '../sandbox/labels.ts'
import { openSandbox } from '../sandbox/open-sandbox.ts'
import { loadCatalog } from '../scenario/catalog.ts'
import { openStorage } from '../storage/open-storage.ts'
import { GraderProcess, TypedTerminal } from '../testing/grader-process.ts'
import { prepareAll } from './draw.ts'
import { SessionState } from './state.ts'

const repository = resolve(import.meta.dirname, '../../../..')
const SCENARIOS = ['cka/rbac-night-report', 'cka/service-ledger']
const EXAM = `title: Two tasks, one cluster
about: Two tasks for a test of sharing.
track: cka
minutes: 30
passMark: 60
kubernetes: '1.35'
allowedDocs: [https://kubernetes.io/docs]
tasks:
${SCENARIOS.map((scenario) => `  - { scenario: ${scenario}, weight: 50 }`).join('\n')}
`

let home = ''
let scenarios = ''
let grader: GraderProcess
let id = ''

it('two tasks share a cluster, and neither notices the other', { timeout: 600_000 }, async () => {
  await setUp()
  onTestFinished(cleanUp)
  await startsOneCluster()
  await hasAMachineOfEachName()
  await isGradedTaskByTask()
})

async function setUp(): Promise<void> {
  home = await mkdtemp(join(tmpdir(), 'unflunk-shared-'))
  scenarios = join(home, 'scenarios')
  for (const folder of ['curriculum', ...SCENARIOS])
    await cp(join(repository, 'scenarios', folder), join(scenarios, folder), { recursive: true })
  await mkdir(join(scenarios, 'exams'))
  await writeFile(join(scenarios, 'exams', 'two.yaml'), EXAM)
  grader = new GraderProcess({ UNFLUNK_PORT: '0', UNFLUNK_HOME: join(home, 'data'), UNFLUNK_SCENARIOS: scenarios })
  await grader.start()
}

async function cleanUp(): Promise<void> {
  await grader.call('abandonSession', { id }).catch(() => undefined) // over already, when all went well
  await grader.end('SIGTERM')
  const sandbox = await openSandbox({ clock: systemClock, logger: lineLogger(systemClock, () => {}) })
  if (id !== '') await sandbox.removeSession(id)
  await rm(home, { recursive: true })
}

const view = () => grader.call('session', { id })
const reaches = (phase: string, timeout: number) => expect.poll(async () => (await view()).phase, { timeout, interval: 500 }).toBe(phase)
const terminal = () => new TypedTerminal(grader.openSocket(sockets.terminal.replace(':id', id).replace(':terminal', 'x1')))

/** Of a share of the memory that is less than a cluster takes, all tasks that may share one do. */
async function startsOneCluster(): Promise<void> {
  await expect.poll(async () => (await grader.call('home')).sandbox.state, { timeout: 200_000, interval: 1_000 }).toBe('ready')
  await grader.call('saveMachineSettings', {}, { memoryShare: 1, keepReady: false })
  expect(await grader.call('examOutlook', { exam: 'two' })).toMatchObject({ tasks: 2, clusters: 1 })
  id = (await grader.call('startExam', {}, { exam: 'two' })).id
  await reaches('running', 300_000)
  const nodes = await dockerEngine().containers({ [LABEL.session]: id, [LABEL.role]: 'node' })
  expect(nodes.map(({ labels }) => labels[LABEL.cluster])).toEqual(['t1'])
  expect((await view()).tasks.map(({ cluster }) => cluster.state)).toEqual(['ready', 'ready'])
}

async function hasAMachineOfEachName(): Promise<void> {
  const [first, second] = (await view()).tasks
  const shell = terminal()
  for (const { host } of [first, second].filter((task) => task !== undefined)) {
    await shell.type(`ssh ${host}\n`)
    await shell.until((text) => text.endsWith(`@${host}:~$ `), 60_000)
    expect(await shell.run('hostname')).toContain(`${host}\r\ndone-`)
    await shell.type('sudo -i\n')
    await shell.until((text) => text.endsWith(`root@${host}:~# `), 60_000)
    expect(await shell.run('kubectl get nodes')).toContain('controlplane')
    await shell.type('exit\n')
    await shell.until((text) => text.endsWith(`@${host}:~$ `))
    await shell.type('exit\n')
    await shell.until((text) => text.endsWith('@base:~$ '))
  }
  shell.close()
}

/** Solves the second task alone, with its page open. */
async function isGradedTaskByTask(): Promise<void> {
  const storage = await openStorage(join(home, 'data'))
  const state = SessionState.parse((await storage.attempt(id))?.state)
  await storage.close()
  const [, second] = (await view()).tasks
  const [solution] = prepareAll(await loadCatalog(scenarios), state).get('t2')?.solutions ?? []
  await grader.call('openTask', { id, task: 't2' })
  const shell = terminal()
  const script = Buffer.from(solution?.script ?? '').toString('base64')
  await shell.run(`echo ${script} | base64 -d | ssh ${second?.host} bash -l`)
  shell.close()
  await grader.call('endSession', { id })
  await reaches('finished', 120_000)
  const { tasks, habits, couldNotCheck } = await grader.call('result', { id })
  expect(couldNotCheck).toBe(0)
  expect(tasks.map(({ grade }) => [grade.points === grade.of, grade.points > 0])).toEqual([
    [false, false],
    [true, true],
  ])
  expect(habits.cards.flatMap((card) => card.findings).filter(({ rule, kind }) => rule === 'wrong-place' && kind === 'slip')).toEqual([])
  const storageAfter = await openStorage(join(home, 'data'))
  const lines = await storageAfter.eventLines(id)
  await storageAfter.close()
  const changes = lines.map((line) => JSON.parse(line)).filter(({ type }) => type === 'object-changed')
  expect([...new Set(changes.map(({ task, cluster }) => `${task} on ${cluster}`))]).toEqual(['t2 on t1'])
}
