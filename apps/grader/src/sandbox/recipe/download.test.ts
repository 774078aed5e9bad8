import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Clock } from '../../lib/clock.ts'
import { download } from './download.ts'

const CONTENT = randomBytes(300_000)
const SHA256 = createHash('sha256').update(CONTENT).digest('hex')

let dir: string
let server: Server
let ranges: (string | undefined)[]
let waits: number[]
let answer: (request: IncomingMessage, response: ServerResponse) => void

const clock: Clock = {
  now: () => 0,
  sleep: async (ms) => {
    waits.push(ms)
  },
}

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'unflunk-download-'))
  ranges = []
  waits = []
  answer = whole
  server = createServer((request, response) => {
    if (request.url === '/tool.sha256') return void response.end(`${SHA256}  tool\n`)
    ranges.push(request.headers.range)
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})

afterEach(() => {
  server.close()
  server.closeAllConnections()
  rmSync(dir, { recursive: true })
})

function url(path: string): string {
  const { port } = server.address() as AddressInfo
  return `http://127.0.0.1:${port}/${path}`
}

function fetchTool(signal?: AbortSignal, onBytes?: (done: number, total: number | undefined) => void): Promise<void> {
  return download({
    url: url('tool'),
    checksums: url('tool.sha256'),
    to: join(dir, 'tool'),
    clock,
    signal,
    ...(onBytes ? { onBytes } : {}),
  })
}

/** Like most servers: honours `Range: bytes=N-`. */
function whole(request: IncomingMessage, response: ServerResponse): void {
  const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0)
  if (from >= CONTENT.length) return void response.writeHead(416).end()
  response.writeHead(from > 0 ? 206 : 200, { 'content-length': CONTENT.length - from })
  response.end(CONTENT.subarray(from))
}

test('a file with the published checksum is kept, and its bytes are told', async () => {
  const told: (number | undefined)[][] = []
  await fetchTool(undefined, (done, total) => told.push([done, total]))
  expect(readFileSync(join(dir, 'tool'))).toEqual(CONTENT)
  expect(told.at(-1)).toEqual([CONTENT.length, CONTENT.length])
})

test('a cut connection is continued where it stopped, after a wait', async () => {
  let hangUp = () => {}
  answer = (request, response) => {
    if (ranges.length > 1) return whole(request, response)
    hangUp = () => response.socket?.destroy()
    response.writeHead(200, { 'content-length': CONTENT.length })
    response.write(CONTENT.subarray(0, 100_000))
  }
  await fetchTool(undefined, () => hangUp())
  expect(readFileSync(join(dir, 'tool'))).toEqual(CONTENT)
  expect(ranges).toHaveLength(2)
  expect(ranges[1]).toMatch(/^bytes=[1-9]\d*-$/)
  expect(waits).toEqual([1000])
})

test('a download that was interrupted continues in the next run', async () => {
  writeFileSync(join(dir, 'tool.part'), CONTENT.subarray(0, 200_000))
  await fetchTool()
  expect(ranges).toEqual(['bytes=200000-'])
  expect(readFileSync(join(dir, 'tool'))).toEqual(CONTENT)
})

test('a part that is complete already is only checked', async () => {
  writeFileSync(join(dir, 'tool.part'), CONTENT)
  await fetchTool()
  expect(readFileSync(join(dir, 'tool'))).toEqual(CONTENT)
})

test('a server that knows no ranges is read from the beginning', async () => {
  writeFileSync(join(dir, 'tool.part'), CONTENT.subarray(0, 1000))
  answer = (_request, response) => void response.end(CONTENT)
  await fetchTool()
  expect(readFileSync(join(dir, 'tool'))).toEqual(CONTENT)
})

test('a file with another checksum is thrown away and both hashes are told', async () => {
  answer = (_request, response) => void response.end(Buffer.from('something else'))
  await expect(fetchTool()).rejects.toMatchObject({ code: 'internal', message: expect.stringContaining(`instead of ${SHA256}`) })
  expect(existsSync(join(dir, 'tool'))).toBe(false)
  expect(existsSync(join(dir, 'tool.part'))).toBe(false)
})

test('a wrong beginning is not mended by the rest', async () => {
  writeFileSync(join(dir, 'tool.part'), Buffer.alloc(1000))
  await expect(fetchTool()).rejects.toThrow('is not the file that its publisher lists')
  await fetchTool()
  expect(readFileSync(join(dir, 'tool'))).toEqual(CONTENT)
})

test('a file that is not published fails at once', async () => {
  answer = (_request, response) => void response.writeHead(404).end()
  await expect(fetchTool()).rejects.toThrow('answered 404')
  expect(waits).toEqual([])
})

test('a server that always fails is asked five times, with longer and longer waits', async () => {
  answer = (_request, response) => void response.writeHead(503).end()
  await expect(fetchTool()).rejects.toThrow('Could not fetch')
  expect(waits).toEqual([1000, 2000, 4000, 8000])
})

test('aborting ends the download and leaves what has come for the next run', async () => {
  const stop = new AbortController()
  answer = (_request, response) => {
    response.writeHead(200, { 'content-length': CONTENT.length })
    response.write(CONTENT.subarray(0, 50_000))
  }
  await expect(fetchTool(stop.signal, () => stop.abort(new Error('stopped by the user')))).rejects.toThrow('stopped by the user')
  answer = whole
  await fetchTool()
  expect(statSync(join(dir, 'tool')).size).toBe(CONTENT.length)
})
