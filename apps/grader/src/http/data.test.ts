// An attempt leaves one grader as a file and comes in on another; all data can be deleted.
import type { AttemptResult, Home } from '@unflunk/shared/api'
import type { ExportFile } from '@unflunk/shared/export'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { summaryOf } from '../session/view.ts'
import { openStorage } from '../storage/open-storage.ts'
import { type LoneGrader, startLoneGrader } from '../testing/lone-grader.ts'
import { cookieName } from './guard.ts'
import { cookieValue } from './token.ts'

// Every save waits for the disk (synchronous=FULL): a busy one takes its time, and that is not what is tested.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let here: LoneGrader
let there: LoneGrader
beforeAll(async () => {
  here = await startLoneGrader('/nonexistent', 'finished')
  there = await startLoneGrader('/nonexistent', 'finished')
  // The other machine's own attempt has the same id: what comes in must not collide with anything.
  await ask(there, 'DELETE', '/api/data')
  const storage = await openStorage(here.home)
  const events = await storage.openEvents(here.exam.id)
  const at = here.exam.createdAt
  const common = { v: 1, at, attempt: here.exam.id }
  events.append(JSON.stringify({ ...common, seq: 1, type: 'started', minutes: 45, tasks: here.exam.tasks.length }))
  // As an older version stored it.
  const line = 'kubectl create secret generic x --from-literal=password=hunter2'
  events.append(
    JSON.stringify({ ...common, seq: 2, type: 'command-started', terminal: 'x1', host: 'base', user: 'candidate', cwd: '/', line }),
  )
  events.append(JSON.stringify({ ...common, seq: 3, at: at + 60_000, type: 'task-opened', task: 't1' }))
  await events.close()
  await storage.saveAttempt({
    summary: summaryOf(here.exam),
    state: { ...here.exam, notes: 'admin token: abcdef.0123456789abcdef', lastTerminal: 1 },
  })
  const grade = { points: 1, of: 4, at, verdicts: [] }
  await storage.addGrade(here.exam.id, { task: 't1', kind: 'final', grade })
  const recording = await storage.openRecording(here.exam.id, 'x1')
  recording.append(JSON.stringify({ version: 3, term: { cols: 80, rows: 24 }, timestamp: Math.round(at / 1000) }))
  recording.append(JSON.stringify([1, 'o', 'a secret on screen']))
  await recording.close()
  await storage.close()
})
afterAll(async () => {
  await here.stop()
  await there.stop()
})

async function ask(grader: LoneGrader, method: string, path: string, body?: unknown): Promise<Response> {
  const { host, port, searchParams } = grader.address
  const cookie = `${cookieName(Number(port))}=${cookieValue(searchParams.get('token') ?? '')}`
  return await fetch(new URL(path, grader.address), {
    method,
    headers: { origin: `http://${host}`, cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

const json = async <T>(answer: Promise<Response>): Promise<T> => JSON.parse(await (await answer).text())
const exported = (recordings: boolean) => json<ExportFile>(ask(here, 'POST', `/api/attempts/${here.exam.id}/export`, { recordings }))
const attempts = async (grader: LoneGrader) => (await json<Home>(ask(grader, 'GET', '/api/home'))).attempts

it('exports an attempt without secrets, and without recordings unless they are asked for', async () => {
  const file = await exported(false)
  const [attempt] = file.attempts
  expect(file).toMatchObject({ unflunk: 'export', version: 1, drills: [] })
  expect(attempt?.events).toHaveLength(3)
  expect(attempt).toMatchObject({ grades: [{ task: 't1' }], recordings: [], result: { recordings: [], startedAt: here.exam.startedAt } })
  const text = JSON.stringify(file)
  for (const secret of ['hunter2', 'abcdef.0123456789abcdef', 'a secret on screen']) expect(text).not.toContain(secret)
  expect((await exported(true)).attempts[0]?.recordings[0]?.text).toContain('a secret on screen')
})

it('takes an attempt in under a new id, marked, with its whole report, and only once', async () => {
  const file = await exported(true)
  const first = await json<{ imported: Home['attempts']; alreadyHere: number }>(ask(there, 'POST', '/api/data/import', file))
  const [one] = first.imported
  expect(first).toMatchObject({ imported: [{ title: here.exam.title }], alreadyHere: 0 })
  expect(one?.id).toMatch(/^imported-/)
  expect(one?.importedAt).toBeGreaterThan(0)
  expect(await attempts(there)).toEqual([one])

  const own = await json<AttemptResult>(ask(here, 'GET', `/api/attempts/${here.exam.id}/result`))
  const taken = await json<AttemptResult>(ask(there, 'GET', `/api/attempts/${one?.id}/result`))
  expect(taken).toEqual({ ...own, attempt: one })
  expect(taken.habits.timeline.visits).toHaveLength(1)
  const recording = await ask(there, 'GET', `/api/attempts/${one?.id}/recordings/x1`)
  expect(await recording.text()).toContain('a secret on screen')

  expect(await json(ask(there, 'POST', '/api/data/import', file))).toEqual({ imported: [], alreadyHere: 1 })
  // Passed on from there, it is still known where it was sat.
  const passedOn = await json<ExportFile>(ask(there, 'POST', '/api/data/export', {}))
  expect(await json(ask(here, 'POST', '/api/data/import', passedOn))).toEqual({ imported: [], alreadyHere: 1 })
})

it('says what is wrong with a file, and takes nothing of it in', async () => {
  const before = await attempts(there)
  const file = await exported(false)
  const other = { ...file.attempts[0], summary: { id: 'other', title: 'Other', createdAt: 1 } }
  for (const [body, message] of [
    [{ hello: 1 }, 'This is not an export of Unflunk.'],
    [{ ...file, version: 9 }, 'newer Unflunk'],
    [
      { ...file, attempts: [other, { ...other, state: { ...other.state, tasks: [] } }] },
      'The attempt "Other" in this export cannot be read',
    ],
    [{ ...file, attempts: [{ ...other, state: { ...other.state, phase: 'running' } }] }, 'had not ended'],
  ] as const) {
    const answer = await ask(there, 'POST', '/api/data/import', body)
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain(message.replaceAll('"', '\\"'))
  }
  expect(await attempts(there)).toEqual(before)
})

it('takes in a file that is far larger than other requests may be', async () => {
  const file = await exported(false)
  const recordings = [{ terminal: 'x1', text: 'x'.repeat(3_000_000) }]
  const large = { ...file, attempts: [{ ...file.attempts[0], summary: { id: 'large', title: 'Large', createdAt: 1 }, recordings }] }
  expect(await json(ask(there, 'POST', '/api/data/import', large))).toMatchObject({ imported: [{ importedAt: expect.any(Number) }] })
})

it('deletes everything', async () => {
  expect((await ask(there, 'DELETE', '/api/data')).status).toBe(200)
  expect(await attempts(there)).toEqual([])
  expect((await attempts(here)).length).toBe(1)
})
