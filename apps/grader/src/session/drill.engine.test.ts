// A drill of contexts on four real clusters: rounds, a slip, a skip, a grader that is killed in the middle, the score and what comes back.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sockets } from '@unflunk/shared/api'
import type { HostsRound } from '@unflunk/shared/hosts-drill'
import { expect, it, onTestFinished } from 'vitest'
import { systemClock } from '../lib/clock.ts'
import { lineLogger } from '../lib/logger.ts'
import { openSandbox } from '../sandbox/open-sandbox.ts'
import { GraderProcess, TypedTerminal } from '../testing/grader-process.ts'
import { commandFor } from '../testing/round-command.ts'

let home = ''
let grader: GraderProcess
let id = ''

it('plays a drill of contexts with a grader that is killed in the middle', { timeout: 600_000 }, async () => {
  home = await mkdtemp(join(tmpdir(), 'unflunk-drill-'))
  id = ''
  grader = new GraderProcess({ UNFLUNK_PORT: '0', UNFLUNK_HOME: home })
  await grader.start()
  onTestFinished(cleanUp)
  await startsWithTheFirstRound()
  await seesASlipAndTheRightChange()
  await survivesAKill()
  await skipsARound()
  await endsWithAScore()
})

async function cleanUp(): Promise<void> {
  await grader.call('abandonSession', { id }).catch(() => undefined) // over already, when all went well
  await grader.end('SIGTERM')
  const sandbox = await openSandbox({ clock: systemClock, logger: lineLogger(systemClock, () => {}) })
  if (id !== '') await sandbox.removeSession(id)
  await rm(home, { recursive: true })
}

const view = () => grader.call('session', { id })
const terminal = () => new TypedTerminal(grader.openSocket(sockets.terminal.replace(':id', id).replace(':terminal', 'x1')))

async function machineBase() {
  const clusters = (await view()).tasks.map(({ id, host }) => ({ id, host, nodes: 1 }))
  const sandbox = await openSandbox({ clock: systemClock, logger: lineLogger(systemClock, () => {}), idleMs: Number.POSITIVE_INFINITY })
  const adopted = await sandbox.adoptFleet({ sessionId: id, clusters })
  if (!adopted) throw new Error('the machines are gone')
  return adopted.fleet.base
}

async function drill() {
  const { drill } = await view()
  if (!drill) throw new Error('the session is no drill')
  return drill
}

async function openRound(): Promise<HostsRound> {
  const open = (await drill()).rounds.find(({ phase }) => phase === 'open')
  if (!open) throw new Error('no round is open')
  return open
}

/** The phases of the rounds so far, once the first `count` of them are over. */
async function phasesOf(count: number): Promise<string[]> {
  const over = async () => (await drill()).rounds.map(({ phase }) => phase).filter((phase) => phase !== 'open')
  await expect.poll(async () => (await over()).length, { timeout: 10_000, interval: 100 }).toBe(count)
  return await over()
}

async function startsWithTheFirstRound(): Promise<void> {
  await expect.poll(async () => (await grader.call('home')).sandbox.state, { timeout: 200_000, interval: 1_000 }).toBe('ready')
  id = (await grader.call('startHostsDrill', {}, { style: 'contexts', minutes: 2 })).id
  expect((await drill()).rounds).toEqual([])
  await expect.poll(async () => (await view()).phase, { timeout: 240_000, interval: 500 }).toBe('running')
  const running = await view()
  expect(running.tasks.map(({ cluster }) => cluster.state)).toEqual(['ready', 'ready', 'ready', 'ready'])
  expect(running.drill).toMatchObject({ style: 'contexts', total: 4, rounds: [{ number: 1, phase: 'open' }] })
  // The clock of a round begins when its text is shown, with every cluster ready.
  expect((await openRound()).openedAt).toBeGreaterThanOrEqual(running.startedAt ?? Number.POSITIVE_INFINITY)
}

async function seesASlipAndTheRightChange(): Promise<void> {
  const shell = terminal()
  const round = await openRound()
  const elsewhere = (await view()).tasks.find(({ host }) => host !== round.host)?.host ?? ''
  await shell.run(`kubectl --context ${elsewhere} -n gemini create configmap astray`)
  await expect.poll(async () => (await openRound()).wrong.length, { timeout: 5_000, interval: 100 }).toBe(1)
  expect((await openRound()).wrong[0]).toMatchObject({
    says: `That landed on ${elsewhere}: the round is on ${round.host}.`,
    seen: `configmap/astray created on ${elsewhere}, namespace gemini`,
  })
  await shell.run(`${round.go} && ${commandFor(round)}`)
  expect(await phasesOf(1)).toEqual(['right'])
  const second = await openRound()
  await shell.run(`${second.go} && ${commandFor(second)}`)
  expect(await phasesOf(2)).toEqual(['right', 'right'])
  shell.close()
}

/** What was done while nobody watched counts; the time that the grader was away is no part of the round. */
async function survivesAKill(): Promise<void> {
  const before = await openRound()
  const base = await machineBase()
  await grader.end('SIGKILL')
  // The candidate's shell lives on, and so does what it runs.
  const done = await base.exec(['bash', '-c', `${before.go} && ${commandFor(before)}`], {
    user: 'candidate',
    env: { HOME: '/home/candidate' },
  })
  expect(done).toMatchObject({ exitCode: 0 })
  await grader.start()
  await expect.poll(async () => (await drill()).rounds.at(2)?.phase, { timeout: 30_000, interval: 200 }).toBe('right')
  expect((await drill()).rounds[2]).toMatchObject({ number: 3, says: before.says })
  expect(await phasesOf(3)).toEqual(['right', 'right', 'right'])
}

async function skipsARound(): Promise<void> {
  await grader.call('skipRound', { id })
  await expect.poll(async () => (await view()).phase, { timeout: 20_000, interval: 200 }).toBe('finished')
  await expect(grader.call('skipRound', { id })).rejects.toThrow(/has ended/)
}

async function endsWithAScore(): Promise<void> {
  const { rounds, score, comesBack } = await drill()
  expect(rounds.map(({ phase, wrong }) => `${phase} ${wrong.length}`)).toEqual(['right 1', 'right 0', 'right 0', 'skipped 0'])
  expect(score).toBe(Math.round(rounds.reduce((sum, { points = 0 }) => sum + points, 0) / 4))
  expect(comesBack.length).toBeGreaterThan(0)
  const records = await grader.call('hostsRecords')
  expect(records.records).toEqual([{ style: 'contexts', minutes: 2, best: score, played: 1 }])
  expect(records.due.contexts.length).toBe(comesBack.length)
  expect(records.due.ssh).toEqual([])
  expect((await grader.call('home')).attempts).toEqual([])
}
