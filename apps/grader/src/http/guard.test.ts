import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { routes, sockets } from '@unflunk/shared/api'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { type LoneGrader, startLoneGrader } from '../testing/lone-grader.ts'
import { cookieName } from './guard.ts'
import { cookieValue } from './token.ts'

// Every save waits for the disk (synchronous=FULL): a busy one takes its time, and that is not what is tested.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let grader: LoneGrader
let page = ''

beforeAll(async () => {
  page = await mkdtemp(join(tmpdir(), 'unflunk-page-'))
  await mkdir(join(page, 'assets'))
  await writeFile(join(page, 'index.html'), '<!doctype html><title>the page</title>')
  await writeFile(join(page, 'assets', 'index-AbCd12_-.js'), 'free()')
  await writeFile(join(page, 'assets', 'unhashed.js'), 'guarded()')
  grader = await startLoneGrader(page)
})
afterAll(async () => {
  await grader.stop()
  await rm(page, { recursive: true })
})

const token = () => grader.address.searchParams.get('token') ?? ''
const ours = () => ({
  host: grader.address.host,
  origin: `http://${grader.address.host}`,
  cookie: `${cookieName(Number(grader.address.port))}=${cookieValue(token())}`,
})
type Headers = Partial<Record<'host' | 'origin' | 'cookie' | 'sec-fetch-site' | 'accept' | 'content-type', string>>

interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: string
}

/** As given, byte for byte: fetch would set Host and Origin itself. */
function ask(method: string, path: string, headers: Headers, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: grader.address.port, method, path, headers, setHost: false }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

/** `open`, or the status with which the upgrade was refused. */
function upgrade(path: string, headers: Headers): Promise<'open' | number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://${grader.address.host}${path}`, { headers })
    socket.on('open', () => {
      socket.close()
      resolve('open')
    })
    socket.on('unexpected-response', (_, response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    socket.on('error', reject)
  })
}

const pathOf = (pattern: string) =>
  pattern.replace(':id', grader.exam.id).replace(':terminal', 'x1').replace(':task', 't1').replace(':index', '0')

const everyRoute = Object.entries(routes).map(([name, { method, path }]) => ({ name, method, path }))
const reads = [...everyRoute.filter(({ method }) => method === 'GET'), { name: 'recording', method: 'GET', path: sockets.recording }]
const writes = everyRoute.filter(({ method }) => method !== 'GET')
const upgrades = [
  { name: 'session socket', path: sockets.session },
  { name: 'terminal socket', path: sockets.terminal },
]

const without = (...names: (keyof Headers)[]): Headers => {
  const headers: Headers = ours()
  for (const name of names) delete headers[name]
  return headers
}
const forgedHosts = () => [
  'evil.example',
  `evil.example:${grader.address.port}`,
  '127.0.0.1',
  `127.0.0.1:${Number(grader.address.port) + 1}`,
  '',
]
const forgedOrigins = ['http://evil.example', 'null', 'https://127.0.0.1', 'http://127.0.0.1:1']

describe.each([...reads, ...writes])('$method $path', ({ method, path }) => {
  it('is refused without the cookie', async () => {
    expect(await ask(method, pathOf(path), without('cookie'))).toMatchObject({ status: 401 })
  })

  it('is refused with the token itself as cookie, or with one that is nearly right', async () => {
    const name = cookieName(Number(grader.address.port))
    const right = cookieValue(token())
    for (const value of [token(), right.slice(0, -1), `${right}x`, '']) {
      const { status } = await ask(method, pathOf(path), { ...ours(), cookie: `${name}=${value}` })
      expect([401, 429], value).toContain(status)
    }
  })

  it('takes no token from the address', async () => {
    const { status } = await ask(method, `${pathOf(path)}?token=${token()}`, without('cookie'))
    expect(status).toBe(401)
  })

  it('is refused under a name that is not ours', async () => {
    for (const host of forgedHosts()) {
      const { status } = await ask(method, pathOf(path), { ...ours(), host, origin: `http://${host}` })
      expect([400, 403], host).toContain(status) // Node itself refuses a request without a name
    }
  })

  it('is refused when it comes from another origin', async () => {
    for (const origin of forgedOrigins) {
      expect(await ask(method, pathOf(path), { ...ours(), origin }), origin).toMatchObject({ status: 403 })
    }
  })

  it('is let in with all three', { timeout: 15_000 }, async () => {
    const { status } = await ask(method, pathOf(path), ours())
    expect([401, 403, 429]).not.toContain(practiceOnly(path) ? 0 : status)
  })
})

/** These answer 403 in an exam by their own rule, whoever asks. */
const practiceOnly = (path: string) => /\/(grade|reset|hints|solution)\b/.test(path)

describe.each(writes)('$method $path', ({ method, path }) => {
  it('is refused without an Origin', async () => {
    expect(await ask(method, pathOf(path), without('origin'))).toMatchObject({ status: 403 })
  })
})

describe.each(upgrades)('the $name', ({ path }) => {
  it.each([
    ['without the cookie', () => without('cookie'), 401],
    ['without an Origin', () => without('origin'), 403],
    ['from another origin', () => ({ ...ours(), origin: 'http://evil.example' }), 403],
    ['under another name', () => ({ ...ours(), host: 'evil.example', origin: 'http://evil.example' }), 403],
    ['with a wrong cookie', () => ({ ...ours(), cookie: 'unflunk=1' }), 401],
  ])('is refused %s', async (_, headers, status) => {
    expect(await upgrade(pathOf(path), headers())).toBe(status)
  })

  it('is refused with the token in its address', async () => {
    expect(await upgrade(`${pathOf(path)}?token=${token()}`, without('cookie'))).toBe(401)
  })

  it('opens with all three', async () => {
    expect(await upgrade(pathOf(path), ours())).toBe('open')
  })
})

describe('the page', () => {
  it('needs the cookie, and says in words what to do', async () => {
    const { status, body } = await ask('GET', '/', { ...without('cookie', 'origin'), accept: 'text/html' })
    expect(status).toBe(401)
    expect(body).toContain('Open the address that Unflunk printed')
  })

  it('exchanges the token for a strict cookie that scripts cannot read, and takes it out of the address', async () => {
    const { status, headers } = await ask('GET', `/sessions/a?tab=2&token=${token()}`, without('cookie', 'origin'))
    expect(status).toBe(303)
    expect(headers.location).toBe('/sessions/a?tab=2')
    const [cookie = ''] = [headers['set-cookie'] ?? ''].flat()
    expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/)
    expect(cookie).not.toContain(token())
    const opened = await ask('GET', '/sessions/a?tab=2', { host: ours().host, cookie: cookie.split(';')[0] ?? '' })
    expect(opened).toMatchObject({ status: 200, body: expect.stringContaining('the page') })
  })

  it('goes on by itself after a click on another site, where a redirect would lose the cookie', async () => {
    const { status, body } = await ask('GET', `/?token=${token()}`, { host: ours().host, 'sec-fetch-site': 'cross-site' })
    expect(status).toBe(200)
    expect(body).toContain('content="0;url=/"')
  })

  it('slows a script that tries tokens, and still lets the right one in', async () => {
    const statuses: number[] = []
    for (let n = 0; n < 30; n++) statuses.push((await ask('GET', `/?token=wrong${n}`, { host: ours().host })).status)
    expect(statuses.at(-1)).toBe(429)
    expect(await ask('GET', `/?token=${token()}`, { host: ours().host })).toMatchObject({ status: 303 })
  })

  it('cannot be framed, sniffed or given scripts from elsewhere', async () => {
    const { headers } = await ask('GET', '/', without('origin'))
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
    expect(headers['content-security-policy']).toContain("script-src 'self' 'wasm-unsafe-eval'")
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' })
  })

  it('gives away only assets whose name holds their hash', async () => {
    const noCookie = without('cookie', 'origin')
    expect(await ask('GET', '/assets/index-AbCd12_-.js', noCookie)).toMatchObject({ status: 200, body: 'free()' })
    expect(await ask('GET', '/assets/unhashed.js', noCookie)).toMatchObject({ status: 401 })
    expect(await ask('GET', '/assets/..%2findex-AbCd12_-.js', noCookie)).toMatchObject({ status: 401 })
  })

  it('serves no file outside its folder', async () => {
    for (const path of ['/assets/../../token', '/assets/..%2f..%2ftoken', '/assets/%2e%2e/%2e%2e/etc/passwd', '//etc/passwd']) {
      const { body } = await ask('GET', path, without('origin'))
      expect(body, path).not.toMatch(/root:|^[A-Za-z0-9_-]{43}$/m)
    }
  })
})

describe('a request that is let in', () => {
  it('is told what is wrong with its body', async () => {
    const answer = await ask('POST', '/api/exams/start', { ...ours(), 'content-type': 'application/json' }, '{"exam":7}')
    expect(answer.status).toBe(400)
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'bad-request', message: expect.stringContaining('exam') })
  })

  it('has to be JSON', async () => {
    const answer = await ask('POST', '/api/exams/start', { ...ours(), 'content-type': 'text/plain' }, '{"exam":"x"}')
    expect(answer.status).toBe(415)
  })

  it('may not be larger than a megabyte', async () => {
    const notes = JSON.stringify({ notes: 'x'.repeat(1_100_000) })
    const answer = await ask('PUT', pathOf(routes.saveNotes.path), { ...ours(), 'content-type': 'application/json' }, notes)
    expect(answer.status).toBe(413)
  })

  it('gets an answer in the same shape from an unknown path', async () => {
    expect(JSON.parse((await ask('GET', '/api/nothing', without('origin'))).body)).toMatchObject({ code: 'not-found' })
  })
})

it('keeps its token in a file that only its owner can read', async () => {
  expect((await stat(join(grader.home, 'token'))).mode & 0o777).toBe(0o600)
})

it('writes no token to its log', () => {
  expect(grader.log.join('')).not.toContain(token())
})
