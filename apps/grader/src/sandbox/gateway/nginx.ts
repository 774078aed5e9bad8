// Servers to a configuration of nginx: pure, the whole file at once. Nothing that a candidate writes is left unquoted in it.
import type { Action, Choice, Forward, HeaderEdit, Location, Path, PathChange, Server } from './model.ts'
import { HttpLevel } from './nginx-http.ts'
import { DOLLAR, escapeRegex, indent, literal, plain, withCaptures } from './nginx-text.ts'

/** Asked by the kubelet whether nginx is there. */
export const HEALTH_PORT = 10254
/** Sent where no certificate fits, in the folder of the others. */
export const FALLBACK_CERTIFICATE = 'fallback.pem'

/** `folder` has the certificates; the configuration names them there. */
export function nginxConfig(servers: readonly Server[], folder: string): string {
  const http = new HttpLevel()
  const blocks = withDefaults(servers).flatMap((server) => serverLines(server, http))
  return `${[
    'user root;',
    'worker_processes 1;',
    'error_log stderr notice;',
    'pid /tmp/nginx.pid;',
    'worker_shutdown_timeout 10s;',
    'events { worker_connections 1024; }',
    'http {',
    ...indent([
      'access_log /dev/stdout;',
      // The root of its pod is read-only.
      ...['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path /tmp/${kind};`),
      'server_tokens off;',
      'server_names_hash_bucket_size 512;',
      'map_hash_bucket_size 256;',
      'underscores_in_headers on;',
      'proxy_http_version 1.1;',
      // A pod that has just gone answers nothing: the next one is asked before a client gives up.
      'proxy_connect_timeout 1s;',
      DOLLAR,
      // Named by a variable, certificates are read when they are sent: a bad one spoils its own host and never the configuration.
      `geo $certificates { default ${folder}; }`,
      'map $http_upgrade $upgrade_or_close { default upgrade; "" close; }',
      ...BASE_HEADERS.map(headerLine),
      ...http.lines(),
      `server { listen ${HEALTH_PORT}; access_log off; location = /healthz { return 200; } location / { return 404; } }`,
      ...blocks,
    ]),
    '}',
  ].join('\n')}\n`
}

/** A port on which no server takes all hosts gets one that knows nothing. */
function withDefaults(servers: readonly Server[]): Server[] {
  const ports = servers.flatMap((server) => server.ports)
  const open = ports.filter(
    ({ number }, index) =>
      ports.findIndex((port) => port.number === number) === index &&
      !servers.some((server) => server.host === '' && server.ports.some((port) => port.number === number)),
  )
  return [...open.map((port): Server => ({ ports: [port], host: '', locations: [] })), ...servers]
}

function serverLines({ ports, host, certificate, locations }: Server, http: HttpLevel): string[] {
  const named = new Named(http)
  const listens = ports.map(({ number, tls }) => `listen ${number}${tls ? ' ssl http2' : ''}${host === '' ? ' default_server' : ''};`)
  const tls = ports.some((port) => port.tls) ? certificateLines(certificate) : []
  const blocks = [...bodies(locations, named)].flatMap(([heading, body]) => block(`location ${heading}`, body))
  return block('server', [...listens, `server_name ${host === '' ? '_' : host};`, ...tls, ...blocks, ...named.lines()])
}

function certificateLines(certificate: string | undefined): string[] {
  if (certificate === undefined) return ['ssl_reject_handshake on;']
  return [`ssl_certificate $certificates/${certificate};`, `ssl_certificate_key $certificates/${certificate};`]
}

/** By heading, since nginx refuses a location that is there twice: what is exact comes before a prefix, and the first before the next. */
function bodies(locations: readonly Location[], named: Named): Map<string, string[]> {
  const found = new Map<string, string[]>()
  const exactFirst = [...locations].sort((a, b) => Number(b.path.kind === 'exact') - Number(a.path.kind === 'exact'))
  for (const { path, choices } of exactFirst)
    for (const heading of headings(path)) if (!found.has(heading)) found.set(heading, named.body(choices))
  if (!found.has('"/"')) found.set('"/"', ['return 404;'])
  return found
}

function headings({ kind, value }: Path): string[] {
  if (kind === 'exact') return [`= ${literal(value)}`]
  if (kind === 'pattern') return [`~* ${literal(`^${value}`)}`]
  const bare = value.replace(/\/+$/, '')
  if (kind === 'start' || bare === '') return [literal(bare === '' ? '/' : value)]
  return [`= ${literal(bare)}`, literal(`${bare}/`)]
}

/** Answers of one server that several locations jump to. */
class Named {
  readonly #http: HttpLevel
  readonly #names = new Map<Action, string>()

  constructor(http: HttpLevel) {
    this.#http = http
  }

  /** One answer stands in its location. Of several the first that fits is jumped to, so that none inherits from another. */
  body(choices: readonly Choice[]): string[] {
    const [only] = choices
    if (!only) return ['return 404;']
    if (only.conditions.length === 0) return actionLines(only.action, this.#http)
    const last = choices.findIndex(({ conditions }) => conditions.length === 0)
    const asked = last < 0 ? choices : choices.slice(0, last)
    const otherwise: Action = choices[last]?.action ?? { kind: 'answer', status: 404 }
    return [
      `set $jump ${this.#name(otherwise)};`,
      ...asked.toReversed().map(({ conditions, action }) => `if (${this.#http.all(conditions)}) { set $jump ${this.#name(action)}; }`),
      'error_page 418 = $jump;',
      'return 418;',
    ]
  }

  lines(): string[] {
    return [...this.#names].flatMap(([action, name]) => block(`location ${name}`, actionLines(action, this.#http)))
  }

  #name(action: Action): string {
    const name = this.#names.get(action) ?? `@answer_${this.#names.size}`
    this.#names.set(action, name)
    return name
  }
}

function actionLines(action: Action, http: HttpLevel): string[] {
  if (action.kind === 'answer') return [`return ${action.status};`]
  if (action.kind === 'forward') return forwardLines(action, http)
  const { status, scheme, host, port, path } = action
  const where = `${scheme}://${host === undefined ? '$host' : plain(host)}${port === undefined ? '' : `:${port}`}`
  return [...pathLines(path), `return ${status} "${where}${path ? '$new_path$is_args$args' : '$request_uri'}";`]
}

function forwardLines(forward: Forward, http: HttpLevel): string[] {
  const values = forward.targets.map(({ weight, target }) => ({
    weight,
    value: target.kind === 'upstream' ? http.upstream(target) : String(target.status),
  }))
  const statuses = [...new Set(forward.targets.flatMap(({ target }) => (target.kind === 'answer' ? [target.status] : [])))]
  const secure = forward.httpsOnly ? ['if ($scheme = http) { return 308 https://$host$request_uri; }'] : []
  const [first, ...others] = values
  if (others.length === 0 && statuses.length > 0) return [...secure, `return ${first?.value};`]
  const to = others.length === 0 ? (first?.value ?? '') : http.chance(values)
  const asked = forward.path !== undefined && forward.path.kind !== 'pattern' ? '$new_path$is_args$args' : ''
  return [
    ...secure,
    ...statuses.map((status) => `if (${to} = ${status}) { return ${status}; }`),
    ...pathLines(forward.path),
    ...requestHeaders(forward, http).map(headerLine),
    ...responseHeaders(forward.response),
    `proxy_pass ${forward.tlsToBackend ? 'https' : 'http'}://${to}${asked};`,
  ]
}

/** The path is taken as it was sent, so that what was encoded stays so; nginx would encode $1 once more, but not a named capture. */
function pathLines(change: PathChange | undefined): string[] {
  if (change === undefined) return []
  if (change.kind === 'full') return [`set $new_path "${plain(change.to)}";`]
  if (change.kind === 'pattern') return [`rewrite ${literal(`(?i)${change.from}`)} "${withCaptures(change.to)}" break;`]
  const [from, to] = [change.from, change.to].map((path) => path.replace(/\/+$/, ''))
  return [
    `set $new_path "${plain(to || '/')}";`,
    `if ($request_uri ~ ${literal(`^${escapeRegex(from ?? '')}(?<rest>/[^?]*)`)}) { set $new_path "${plain(to ?? '')}$rest"; }`,
  ]
}

type Header = readonly [name: string, value: string]

/** What a backend is told of the request, as ingress-nginx tells it. */
const BASE_HEADERS: readonly Header[] = [
  ['Host', '$http_host'],
  ['X-Request-ID', '$request_id'],
  ['X-Real-IP', '$remote_addr'],
  ['X-Forwarded-For', '$remote_addr'],
  ['X-Forwarded-Host', '$http_host'],
  ['X-Forwarded-Proto', '$scheme'],
  ['X-Scheme', '$scheme'],
  ['Upgrade', '$http_upgrade'],
  ['Connection', '$upgrade_or_close'],
]

function headerLine([name, value]: Header): string {
  return `proxy_set_header ${name} "${value}";`
}

/** None where nothing is changed: those of the base are inherited then, else all of them must be there. */
function requestHeaders({ host, request }: Forward, http: HttpLevel): Header[] {
  const changes: Header[] = [
    ...(host === undefined ? [] : [['Host', plain(host)] as const]),
    ...(request?.set ?? []).map(({ name, value }) => [name, plain(value)] as const),
    ...(request?.add ?? []).map(({ name, value }) => [name, http.appended(name, value)] as const),
    ...(request?.remove ?? []).map((name) => [name, ''] as const),
  ]
  if (changes.length === 0) return []
  return [...new Map([...BASE_HEADERS, ...changes].map((header) => [header[0].toLowerCase(), header])).values()]
}

function responseHeaders(edit: HeaderEdit | undefined): string[] {
  if (!edit) return []
  const hidden = [...edit.set.map(({ name }) => name), ...edit.remove]
  return [
    ...hidden.map((name) => `proxy_hide_header ${name};`),
    ...[...edit.set, ...edit.add].map(({ name, value }) => `add_header ${name} "${plain(value)}" always;`),
  ]
}

function block(heading: string, body: readonly string[]): string[] {
  return [`${heading} {`, ...indent(body), '}']
}
