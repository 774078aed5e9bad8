import { AppError } from '@unflunk/shared/error'
import { afterEach, expect, test, vi } from 'vitest'
import { home } from '../../test/fixtures.ts'
import { call, fillPath } from './call.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

/** Answers the requests one after the other; an Error is a network that is cut. */
function network(...answers: (Response | Error)[]) {
  const requests: { url: string; method: string; body: string | undefined }[] = []
  vi.stubGlobal('fetch', async (url: string, init: { method: string; body?: string }) => {
    requests.push({ url, method: init.method, body: init.body })
    const answer = answers.shift()
    if (!(answer instanceof Response)) throw answer ?? new TypeError('no answer left')
    return answer
  })
  return requests
}

const failureOf = async (asked: Promise<unknown>) => {
  const error = await asked.catch((error: unknown) => error)
  if (!(error instanceof AppError)) throw new Error('it did not fail as expected', { cause: error })
  return { code: error.code, message: error.message, next: error.next }
}

test('values go into the path, escaped', () => {
  expect(fillPath('/api/sessions/:id/tasks/:task/open', { id: 'a/b', task: 't1' })).toBe('/api/sessions/a%2Fb/tasks/t1/open')
})

test('an answer is parsed by the schema of its route', async () => {
  const requests = network(Response.json(home()))
  expect(await call('home', {}, undefined)).toEqual(home())
  expect(requests).toEqual([{ url: '/api/home', method: 'GET', body: undefined }])
})

test('a failure comes with the words of the grader and its next step', async () => {
  network(Response.json({ code: 'conflict', message: 'Mock 1 is open.', next: 'Resume it.' }, { status: 409 }))
  expect(await failureOf(call('startExam', {}, { exam: 'mock-1' }))).toEqual({
    code: 'conflict',
    message: 'Mock 1 is open.',
    next: 'Resume it.',
  })
})

test('a network cut for a moment is not told for what can be asked twice', async () => {
  const requests = network(new TypeError('network changed'), Response.json({}))
  await call('openTask', { id: 's', task: 't2' }, {})
  expect(requests).toHaveLength(2)
})

test('a start is never sent twice, and says what to do', async () => {
  const requests = network(new TypeError('network changed'), Response.json({}))
  expect((await failureOf(call('startExam', {}, { exam: 'mock-1' }))).next).toContain('npm start')
  expect(requests).toHaveLength(1)
})

test('an answer of another shape is our fault and says so', async () => {
  network(Response.json({ surprise: true }))
  expect((await failureOf(call('home', {}, undefined))).code).toBe('internal')
})

test('a call that was replaced is cancelled, not failed', async () => {
  const controller = new AbortController()
  controller.abort()
  network(new DOMException('aborted', 'AbortError'))
  expect((await failureOf(call('gradeTask', { id: 's', task: 't1' }, {}, { signal: controller.signal }))).code).toBe('cancelled')
})
