// Fetches an official file: continues where it was cut, and keeps it only when its checksum is the published one.
import { mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AppError } from '@unflunk/shared/error'
import { type Clock, systemClock } from '../../lib/clock.ts'
import { checksumIn, checksumOf } from './checksum.ts'

export interface DownloadRequest {
  readonly url: string
  /** Where the publisher lists the SHA-256 or SHA-512 of the file. */
  readonly checksums: string
  readonly to: string
  readonly signal?: AbortSignal | undefined
  readonly onBytes?: (done: number, total: number | undefined) => void
  readonly clock?: Clock
}

/** A cut connection is tried again after 1, 2, 4 and 8 seconds. */
const RETRY_WAITS_MS = [1000, 2000, 4000, 8000]
/** No byte for this long counts as a cut connection. */
const STALL_MS = 30_000

/** `to` exists afterwards and is right. Throws AppError `internal` that names the address and what to try. */
export async function download(request: DownloadRequest): Promise<void> {
  const { url, checksums, to, signal } = request
  const file = new URL(url).pathname.split('/').at(-1) ?? ''
  const list = await withRetries(request, async () => (await get(checksums, {}, signal)).text())
  const wanted = checksumIn(list, file)
  if (wanted === undefined) throw new AppError('internal', `The checksum list ${checksums} does not name ${file}.`)
  mkdirSync(dirname(to), { recursive: true })
  const part = `${to}.part`
  await withRetries(request, () => fetchRest(request, part))
  const found = await checksumOf(part, wanted, signal)
  if (found !== wanted) {
    rmSync(part)
    throw new AppError('internal', `${url} is not the file that its publisher lists: checksum ${found} instead of ${wanted}.`, {
      next: 'Try again; if it happens twice, something between this machine and the publisher changes files.',
    })
  }
  renameSync(part, to)
}

/** Appends to `part` what is still missing. */
async function fetchRest(request: DownloadRequest, part: string): Promise<void> {
  const have = statSync(part, { throwIfNoEntry: false })?.size ?? 0
  const stall = new AbortController()
  const signals = [stall.signal, ...(request.signal ? [request.signal] : [])]
  const timer = setTimeout(() => stall.abort(new Error('no data')), STALL_MS)
  try {
    const response = await get(request.url, have > 0 ? { range: `bytes=${have}-` } : {}, AbortSignal.any(signals))
    // 416: there is nothing after what we have. A server without ranges starts from the beginning.
    if (response.status === 416) return
    const from = response.status === 206 ? have : 0
    const length = response.headers.get('content-length')
    const total = length === null ? undefined : from + Number(length)
    let done = from
    if (response.body === null) throw new Error('empty answer')
    // Chunk by chunk to the disk: what has come before a cut is there for the next attempt.
    const file = await open(part, from > 0 ? 'a' : 'w')
    try {
      for await (const chunk of response.body) {
        await file.appendFile(chunk)
        done += chunk.length
        request.onBytes?.(done, total)
        timer.refresh()
      }
    } finally {
      await file.close()
    }
    if (total !== undefined && done !== total) throw new Error(`cut after ${done} of ${total} bytes`)
  } finally {
    clearTimeout(timer)
  }
}

/** An answer that will not get better by asking again. */
class Refused extends AppError {}

async function get(url: string, headers: Record<string, string>, signal: AbortSignal | undefined): Promise<Response> {
  const response = await fetch(url, { headers: { ...headers, 'accept-encoding': 'identity' }, ...(signal ? { signal } : {}) })
  if (response.ok || response.status === 416) return response
  await response.body?.cancel()
  const message = `${url} answered ${response.status} ${response.statusText}.`
  if (response.status < 500 && response.status !== 429)
    throw new Refused('internal', message, { next: 'Is the version in sandbox/versions.json published?' })
  throw new Error(message)
}

async function withRetries<T>(request: DownloadRequest, attempt: () => Promise<T>): Promise<T> {
  const clock = request.clock ?? systemClock
  for (let tries = 0; ; tries++) {
    try {
      return await attempt()
    } catch (cause) {
      request.signal?.throwIfAborted()
      if (cause instanceof Refused) throw cause
      const wait = RETRY_WAITS_MS[tries]
      if (wait === undefined) {
        throw new AppError('internal', `Could not fetch ${request.url}: ${reason(cause)}.`, {
          cause,
          next: 'Check the connection and start again: it continues where it stopped.',
        })
      }
      await clock.sleep(wait, request.signal)
    }
  }
}

/** fetch hides the reason ("fetch failed") in its cause. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message : error.message
}
