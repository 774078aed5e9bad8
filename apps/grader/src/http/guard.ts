// The door of the grader: what stands behind it is a root shell, so every request shows Host, token and (to change anything) Origin.
import type {} from '@fastify/cookie'
import type {} from '@fastify/websocket'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../lib/clock.ts'
import { doorPage } from './door-page.ts'
import { cookieValue, sameSecret } from './token.ts'
import { WrongTokens } from './wrong-tokens.ts'

/** Content-hashed files of the built page: the same for everybody, and useless without the API. */
const FREE_ASSET = /^\/assets\/[\w.-]+-[\w-]{8}\.(?:js|css|woff2?|svg|png|wasm)$/

const SAFE_METHODS = new Set(['GET', 'HEAD'])

/** xterm.js and React set styles on elements; the recording's player needs WebAssembly; nothing comes from elsewhere. */
const CSP = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const HEADERS = {
  'content-security-policy': CSP,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

export interface GuardOptions {
  readonly token: string
  /** Known once the server listens. */
  readonly port: () => number
  /** Further allowed values of Host. */
  readonly alsoKnownAs: readonly string[]
  readonly clock: Clock
}

/** One cookie jar serves all ports of a host: the port in the name keeps two graders apart. */
export function cookieName(port: number): string {
  return `unflunk-${port}`
}

function refuse(request: FastifyRequest, reply: FastifyReply, status: 401 | 403 | 429, message: string, next: string): FastifyReply {
  const wantsPage = request.headers['sec-fetch-dest'] === 'document' || (request.headers.accept ?? '').includes('text/html')
  if (wantsPage && !request.url.startsWith('/api/')) {
    return reply.code(status).type('text/html; charset=utf-8').send(doorPage(message, next))
  }
  return reply.code(status).send({ code: status === 403 ? 'forbidden' : 'unauthorized', message, next })
}

function refuseHost(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return refuse(
    request,
    reply,
    403,
    'This name is not the one that Unflunk listens at.',
    'Open the address that Unflunk printed at its start.',
  )
}

/** Runs before every route, also before both upgrades and unknown paths. */
export function createGuard({
  token,
  port,
  alsoKnownAs,
  clock,
}: GuardOptions): (request: FastifyRequest, reply: FastifyReply) => Promise<unknown> {
  const wrongTokens = new WrongTokens(clock)
  const cookie = cookieValue(token)

  /** `undefined` when the request may pass. */
  function checkCookie(request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined {
    const given = request.cookies[cookieName(port())]
    if (given !== undefined && sameSecret(given, cookie)) return undefined
    const next = 'Open the address that Unflunk printed at its start; it holds the token.'
    if (given === undefined) return refuse(request, reply, 401, 'This page needs the token of your Unflunk.', next)
    const status = wrongTokens.tooMany() ? 429 : 401
    return refuse(request, reply, status, 'This browser holds a token of another Unflunk.', next)
  }

  /** The address with the token: the token becomes a cookie and leaves the address. */
  function exchange(request: FastifyRequest, reply: FastifyReply, url: URL, given: string): FastifyReply {
    if (!sameSecret(given, token)) {
      const status = wrongTokens.tooMany() ? 429 : 401
      return refuse(
        request,
        reply,
        status,
        'The token in this address is not the one of your Unflunk.',
        'Open the address that Unflunk printed at its start.',
      )
    }
    url.searchParams.delete('token')
    const target = `${url.pathname}${url.search}`
    reply.setCookie(cookieName(port()), cookie, { httpOnly: true, sameSite: 'strict', path: '/', maxAge: 400 * 24 * 3600 })
    // After a click on another site (or in a mail) the browser would not send a strict cookie along with a redirect.
    if (request.headers['sec-fetch-site'] === 'cross-site') {
      return reply
        .code(200)
        .type('text/html; charset=utf-8')
        .send(doorPage('Opening Unflunk ...', '', target))
    }
    return reply.redirect(target, 303)
  }

  return async (request, reply) => {
    reply.headers(HEADERS)
    const hosts = [`127.0.0.1:${port()}`, `localhost:${port()}`, ...alsoKnownAs]
    const host = request.headers.host ?? ''
    if (!hosts.includes(host) || !URL.canParse(request.url, `http://${host}`)) return refuseHost(request, reply)
    const url = new URL(request.url, `http://${host}`)
    if (url.host !== host) return refuseHost(request, reply)

    if (SAFE_METHODS.has(request.method) && !request.ws && FREE_ASSET.test(url.pathname)) return undefined
    const upgradeOrWrite = request.ws || !SAFE_METHODS.has(request.method)
    const { origin } = request.headers
    // Absent on a page's own GETs; where it is sent it has to be ours in any case.
    if ((origin === undefined && upgradeOrWrite) || (origin !== undefined && origin !== `http://${host}`)) {
      return refuse(request, reply, 403, 'This request comes from another page.', 'Use the page of Unflunk itself.')
    }
    const given = url.searchParams.get('token')
    const page = request.method === 'GET' && !request.ws && !url.pathname.startsWith('/api/')
    if (given !== null && page) return exchange(request, reply, url, given)
    return checkCookie(request, reply)
  }
}
