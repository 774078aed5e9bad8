// While an exam runs, nothing that the grader answers may hold a check, a solution, a hint or a note.
import { routes, sockets } from '@unflunk/shared/api'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { prepareAll } from '../session/draw.ts'
import { type LoneGrader, startLoneGrader } from '../testing/lone-grader.ts'
import { cookieName } from './guard.ts'
import { cookieValue } from './token.ts'

// Every save waits for the disk (synchronous=FULL): a busy one takes its time, and that is not what is tested.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let grader: LoneGrader
beforeAll(async () => {
  grader = await startLoneGrader('/nonexistent')
})
afterAll(() => grader.stop())

function headers(): Record<string, string> {
  const { host, port, searchParams } = grader.address
  return { origin: `http://${host}`, cookie: `${cookieName(Number(port))}=${cookieValue(searchParams.get('token') ?? '')}` }
}

/** Sentences of checks, hints and notes, and lines of solutions, that the task texts do not say themselves. */
function secrets(): string[] {
  const prepared = [...prepareAll(grader.catalog, grader.exam).values()]
  const told = prepared.map(({ markdown }) => markdown).join('\n')
  const all = prepared.flatMap(({ checks, file, notes, solutions, mistakes }) => [
    ...checks.flatMap(({ says, id }) => [says, `"${id}"`]),
    ...file.hints,
    ...notes.split('\n'),
    ...[...solutions, ...mistakes].flatMap(({ script }) => script.split('\n')),
  ])
  return all.map((text) => text.trim()).filter((text) => text.length >= 12 && !told.includes(text) && !text.startsWith('#!'))
}

function expectNoSecret(answer: string): void {
  const plain = answer.replaceAll('\\n', '\n').replaceAll('\\"', '"')
  for (const secret of secrets()) expect(plain, secret).not.toContain(secret)
}

const bodies: Partial<Record<keyof typeof routes, unknown>> = {
  markTask: { flagged: true },
  saveNotes: { notes: 'n' },
  pageEvents: { events: [] },
}
/** These end the exam or wait for its machines, which are not there in this test. */
const left = new Set(['endSession', 'abandonSession', 'deleteAttempt', 'openTask', 'openTerminal', 'closeTerminal'])

it('knows secrets to look for', () => {
  expect(secrets().length).toBeGreaterThan(30)
})

it.each(Object.entries(routes).filter(([name]) => !left.has(name)))('%s holds no secret of a running exam', async (name, route) => {
  const path = route.path.replace(':id', grader.exam.id).replace(':task', 't1').replace(':index', '0')
  const isRoute = (key: string): key is keyof typeof routes => key in routes
  const body = route.method === 'GET' || !isRoute(name) ? undefined : JSON.stringify(bodies[name] ?? {})
  const sent = {
    method: route.method,
    headers: { ...headers(), ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body } : {}),
  }
  const answer = await fetch(new URL(path, grader.address), sent)
  expectNoSecret(await answer.text())
  if (/\/(grade|reset|hints|solution)\b/.test(path)) expect(answer.status).toBe(403)
})

it('shows a running exam with its task texts, and no result', async () => {
  const get = async (path: string) => await fetch(new URL(path, grader.address), { headers: headers() })
  const view = await (await get(`/api/sessions/${grader.exam.id}`)).json()
  expect(view).toMatchObject({
    phase: 'running',
    tasks: [{ markdown: grader.exam.tasks[0]?.markdown }].concat(grader.exam.tasks.slice(1).map(({ markdown }) => ({ markdown }))),
  })
  expect((await get(`/api/attempts/${grader.exam.id}/result`)).status).toBe(409)
})

it('refuses to export a running exam, or anything while it runs', async () => {
  const post = { method: 'POST', headers: { ...headers(), 'content-type': 'application/json' }, body: '{"recordings":true}' }
  for (const path of [`/api/attempts/${grader.exam.id}/export`, '/api/data/export']) {
    const answer = await fetch(new URL(path, grader.address), post)
    expect(answer.status).toBe(409)
    expectNoSecret(await answer.text())
  }
})

it('sends no secret on the session socket', async () => {
  const path = `${sockets.session.replace(':id', grader.exam.id)}?tab=a`
  const socket = new WebSocket(`ws://${grader.address.host}${path}`, { headers: headers() })
  const first = await new Promise<string>((resolve, reject) => {
    socket.once('message', (data) => resolve(String(data)))
    socket.once('error', reject)
  })
  socket.close()
  expect(JSON.parse(first)).toMatchObject({ type: 'state', session: { id: grader.exam.id } })
  expectNoSecret(first)
})
