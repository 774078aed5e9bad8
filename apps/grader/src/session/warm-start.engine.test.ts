// A practice that begins on machines which were started ahead of it.
import { expect, it, onTestFinished } from 'vitest'
import { dockerEngine } from '../sandbox/docker-engine.ts'
import { LABEL } from '../sandbox/labels.ts'
import { readHoldings } from '../sandbox/status.ts'
import { openTestSandbox, TestAttempt } from '../testing/test-attempt.ts'

const engine = dockerEngine()
let attempt: TestAttempt
/** Of the sessions that were there before: other graders may run beside this one. */
let others: ReadonlySet<string>

it('a practice takes the machines that are kept ready, and they go with the grader', { timeout: 600_000 }, async () => {
  others = new Set((await readHoldings(engine)).sessions.map(({ id }) => id))
  attempt = await TestAttempt.withAll('warm', { UNFLUNK_WARM: '1' })
  onTestFinished(cleanUp)
  await attempt.grader.start()
  const id = await takesThem()
  await leavesNothing(id)
})

async function cleanUp(): Promise<void> {
  await attempt.cleanUp()
  const sandbox = await openTestSandbox()
  for (const { id } of await ours()) await sandbox.removeSession(id) // those that were kept ready
}

const ours = async () => (await readHoldings(engine)).sessions.filter(({ id }) => /^[0-9a-f]{6}-/.test(id) && !others.has(id))
const waiting = async () => (await ours()).filter(({ isWaiting }) => isWaiting)

async function takesThem(): Promise<string> {
  // A session of one node and one of two, under names that `sandbox status` tells.
  const nodes = async () => (await waiting()).map(({ machines }) => machines.filter(({ role }) => role === 'node').length).sort()
  await expect.poll(nodes, { timeout: 300_000, interval: 1_000 }).toEqual([1, 2])
  const kept = await waiting()
  const created = async (session: string) => (await engine.containers({ [LABEL.session]: session })).map(({ name }) => name).sort()
  const names = new Map(await Promise.all(kept.map(async ({ id }) => [id, await created(id)] as const)))

  const { id, tasks } = await attempt.begin('startPractice', { scenario: 'cka/service-ledger' })
  const taken = names.get(id)
  expect(taken).toBeDefined()
  await attempt.reaches('running', 60_000, 50)
  const shell = attempt.terminal()
  await shell.until((text) => text.endsWith('@base:~$ '), 60_000)
  // Typed at once: ssh waits until the task is set up.
  const host = tasks[0]?.host ?? ''
  const seen = await shell.run(`ssh ${host} 'hostname; kubectl get namespaces'`)
  expect(seen).toContain(`\r\n${host}\r\n`)
  expect(seen).toContain('kube-system')
  expect((await attempt.view()).tasks[0]?.cluster.state).toBe('ready')
  expect(await created(id)).toEqual(taken)
  expect((await waiting()).map((session) => session.id)).not.toContain(id)
  shell.close()
  return id
}

async function leavesNothing(id: string): Promise<void> {
  await attempt.grader.end('SIGTERM')
  // The practice goes on at the next start; what nobody has begun with does not wait for it.
  expect((await ours()).map((session) => session.id)).toEqual([id])
}
