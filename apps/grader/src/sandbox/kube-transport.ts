// HTTP to one API server with the grader's certificate; tells apart "it refused", "it is down" and "we cannot reach it".
import type { IncomingMessage } from 'node:http'
import { Agent, type RequestOptions, request } from 'node:https'
import { AppError } from '@unflunk/shared/error'
import { credentials } from './credentials.ts'
import { ApiServerDown, KubeRefusal } from './kube.ts'

const REQUEST_TIMEOUT = 10_000 // ms
const BODY_LIMIT = 64 * 1024 * 1024 // bytes

export interface KubeEndpoint {
  /** An admin's kubeconfig. Asked for once, and again when nothing answers: a candidate may have made the cluster anew. Throws like the calls of `Kube`. */
  kubeconfig(): Promise<string>
  /** Port on 127.0.0.1; throws AppError `cluster-unavailable` while the cluster is frozen, starting or gone. */
  port(): number
  /** Called when nothing answers: throws AppError `cluster-unavailable` when that is our fault (frozen, stopped, engine gone). */
  explain(): Promise<void>
}

export interface KubeRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly body?: unknown
  readonly contentType?: string
  readonly signal?: AbortSignal | undefined
}

export class KubeTransport {
  readonly #endpoint: KubeEndpoint
  #tls: Promise<RequestOptions> | undefined
  #agent: Agent | undefined

  constructor(endpoint: KubeEndpoint) {
    this.#endpoint = endpoint
  }

  /** Body of an answer below 300. Throws `KubeRefusal`, `ApiServerDown` or AppError `cluster-unavailable`. */
  async text(request: KubeRequest): Promise<string> {
    const late = AbortSignal.timeout(REQUEST_TIMEOUT)
    const signal = request.signal ? AbortSignal.any([request.signal, late]) : late
    return await this.#explained(request, async () => await readBody(await this.#send(request, signal)))
  }

  async json(request: KubeRequest): Promise<unknown> {
    const text = await this.text(request)
    return JSON.parse(text)
  }

  /** Lines of a watch as they come, until the server ends it, nothing came for `idleMs`, or the signal aborts. */
  async lines(request: KubeRequest & { signal: AbortSignal }, idleMs: number, listener: (line: string) => void): Promise<void> {
    await this.#explained(request, async () => {
      const response = await this.#send(request, request.signal, false)
      response.setTimeout(idleMs, () => response.destroy(new Error('idle')))
      response.setEncoding('utf8')
      let rest = ''
      for await (const chunk of response) {
        const lines = (rest + chunk).split('\n')
        rest = lines.pop() ?? ''
        for (const line of lines) if (line !== '') listener(line)
      }
    })
  }

  /** Lets go of idle connections. */
  close(): void {
    this.#agent?.destroy()
    this.#agent = undefined
  }

  /** `pooled` false: a connection of its own. A watch holds its connection; 16 of them would leave none for requests. */
  async #send({ method, path, body, contentType }: KubeRequest, signal: AbortSignal, pooled = true): Promise<IncomingMessage> {
    const port = this.#endpoint.port()
    this.#tls ??= this.#endpoint.kubeconfig().then(credentials)
    const tls = await this.#tls
    this.#agent ??= new Agent({ keepAlive: true, maxSockets: 16 })
    const agent = pooled ? this.#agent : false
    const text = body === undefined ? undefined : JSON.stringify(body)
    const headers = {
      accept: 'application/json',
      'user-agent': 'unflunk-grader',
      ...(text === undefined ? {} : { 'content-type': contentType ?? 'application/json', 'content-length': Buffer.byteLength(text) }),
    }
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const sent = request({ ...tls, host: '127.0.0.1', port, path, method, headers, agent, signal }, resolve)
      sent.on('error', reject)
      sent.end(text)
    })
    if ((response.statusCode ?? 500) >= 300) throw await refusal(response)
    return response
  }

  async #explained<T>(kube: KubeRequest, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (kube.signal?.aborted) throw kube.signal.reason
      if (error instanceof KubeRefusal) throw error
      this.#tls = undefined
      if (error instanceof AppError || error instanceof ApiServerDown) throw error
      await this.#endpoint.explain()
      const what = error instanceof Error ? (Reflect.get(error, 'code') ?? error.message) : error
      throw new ApiServerDown(`The API server does not answer (${what}).`, { cause: error })
    }
  }
}

async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let total = 0
  for await (const chunk of response) {
    total += chunk.length
    if (total > BODY_LIMIT) throw new AppError('internal', 'The API server answered with more than the grader reads.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

async function refusal(response: IncomingMessage): Promise<KubeRefusal> {
  const text = await readBody(response)
  const status = response.statusCode ?? 500
  return new KubeRefusal(status, messageOf(text) ?? `${status} ${response.statusMessage ?? ''}`.trim())
}

/** The `message` of a Status object, else the text itself when it is short. */
function messageOf(text: string): string | undefined {
  try {
    const status: unknown = JSON.parse(text)
    if (typeof status === 'object' && status !== null && 'message' in status && typeof status.message === 'string') return status.message
  } catch {
    // Not JSON: /readyz and proxies answer in plain words.
  }
  const words = text.trim()
  return words === '' ? undefined : words.slice(0, 500)
}
