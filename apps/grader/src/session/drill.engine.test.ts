// A drill of contexts on four real clusters: rounds, a slip, a skip, a grader that is killed in the middle, the score and what comes back.
import type { HostsRound } from '@unflunk/shared/hosts-drill'
import { expect, it, onTestFinished } from 'vitest'
import { commandFor } from '../testing/round-command.ts'
import { openTestSandbox, TestAttempt } from '../testing/test-attempt.ts'

let attempt: TestAttempt

it('plays a drill of contexts with a grader that is killed in the middle', { timeout: 600_000 }, async () => {
  attempt = await TestAttempt.withAll('drill')
  onTestFinished(() => attempt.cleanUp())
  await attempt.grader.start()
  await startsWithTheFirstRound()
  await seesASlipAndTheRightChange()
  await survivesAKill()
  await skipsARound()
  await endsWithAScore()
})

async function machineBase() {
  const clusters = (await attempt.view()).tasks.map(({ id, host }) => ({ id, host, nodes: 1 }))
  const sandbox = await openTestSandbox({ idleMs: Number.POSITIVE_INFINITY })
  const adopted = await sandbox.adoptFleet({ sessionId: attempt.id, clusters })
  if (!adopted) throw new Error('the machines are gone')
  return adopted.fleet.base
}

async function drill() {
  const { drill } = await attempt.view()
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
  await attempt.sandboxIsReady()
  await attempt.begin('startHostsDrill', { style: 'contexts', minutes: 2 })
  expect((await drill()).rounds).toEqual([])
  await attempt.reaches('running', 240_000)
  const running = await attempt.view()
  expect(running.tasks.map(({ cluster }) => cluster.state)).toEqual(['ready', 'ready', 'ready', 'ready'])
  expect(running.drill).toMatchObject({ style: 'contexts', total: 4, rounds: [{ number: 1, phase: 'open' }] })
  // The clock of a round begins when its text is shown, with every cluster ready.
  expect((await openRound()).openedAt).toBeGreaterThanOrEqual(running.startedAt ?? Number.POSITIVE_INFINITY)
}

async function seesASlipAndTheRightChange(): Promise<void> {
  const shell = attempt.terminal()
  const round = await openRound()
  const elsewhere = (await attempt.view()).tasks.find(({ host }) => host !== round.host)?.host ?? ''
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
  await attempt.grader.end('SIGKILL')
  // The candidate's shell lives on, and so does what it runs.
  const done = await base.exec(['bash', '-c', `${before.go} && ${commandFor(before)}`], {
    user: 'candidate',
    env: { HOME: '/home/candidate' },
  })
  expect(done).toMatchObject({ exitCode: 0 })
  await attempt.grader.start()
  await expect.poll(async () => (await drill()).rounds.at(2)?.phase, { timeout: 30_000, interval: 200 }).toBe('right')
  expect((await drill()).rounds[2]).toMatchObject({ number: 3, says: before.says })
  expect(await phasesOf(3)).toEqual(['right', 'right', 'right'])
}

async function skipsARound(): Promise<void> {
  await attempt.call('skipRound')
  await attempt.reaches('finished', 20_000, 200)
  await expect(attempt.call('skipRound')).rejects.toThrow(/has ended/)
}

async function endsWithAScore(): Promise<void> {
  const { rounds, score, comesBack } = await drill()
  expect(rounds.map(({ phase, wrong }) => `${phase} ${wrong.length}`)).toEqual(['right 1', 'right 0', 'right 0', 'skipped 0'])
  expect(score).toBe(Math.round(rounds.reduce((sum, { points = 0 }) => sum + points, 0) / 4))
  expect(comesBack.length).toBeGreaterThan(0)
  const records = await attempt.grader.call('hostsRecords')
  expect(records.records).toEqual([{ style: 'contexts', minutes: 2, best: score, played: 1 }])
  expect(records.due.contexts.length).toBe(comesBack.length)
  expect(records.due.ssh).toEqual([])
  expect((await attempt.grader.call('home')).attempts).toEqual([])
}
