import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { StepUpdate } from '../../lib/progress.ts'
import { type Binaries, type BinariesRequest, prepareBinaries } from './binaries.ts'
import { architecture, Versions } from './versions.ts'

let dir: string
let server: Server
let asked: string[]
let files: Map<string, Buffer>
let steps: StepUpdate[]

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'unflunk-binaries-'))
  mkdirSync(join(dir, 'recipe'))
  mkdirSync(join(dir, 'box/suite-1.0/settings'), { recursive: true })
  writeFileSync(join(dir, 'box/suite-1.0/settings/rules.yaml'), 'strict: true')
  writeFileSync(join(dir, 'box/suite-1.0/one'), 'first program')
  writeFileSync(join(dir, 'box/suite-1.0/two'), 'second program')
  const archive = execFileSync('tar', ['-czf', '-', '-C', join(dir, 'box'), 'suite-1.0'])
  const tool = Buffer.from('a program')
  const list = [`${hash('sha512', archive)}  suite-1.0.tgz`, `${hash('sha256', tool)}  tool-${architecture()}`].join('\n')
  files = new Map([
    ['/suite-1.0.tgz', archive],
    [`/tool-${architecture()}`, tool],
    ['/SHA256SUMS', Buffer.from(list)],
  ])
  asked = []
  steps = []
  server = createServer((request, response) => {
    asked.push(request.url ?? '')
    const file = files.get(request.url ?? '')
    response.writeHead(file ? 200 : 404).end(file)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})

afterEach(() => {
  server.close()
  server.closeAllConnections()
  rmSync(dir, { recursive: true })
})

function hash(algorithm: 'sha256' | 'sha512', content: Buffer): string {
  return createHash(algorithm).update(content).digest('hex')
}

function request(): BinariesRequest {
  const { port } = server.address() as AddressInfo
  const at = `http://127.0.0.1:${port}`
  const versions = Versions.parse({
    kubernetes: { default: '1.35', minors: { '1.35': minor('1.35.4'), '1.34': minor('1.34.4') }, modules: { packages: {} }, download: [] },
    debian: 'bookworm',
    go: { minimum: '1.25.0', download: { url: `${at}/go`, checksums: `${at}/SHA256SUMS` } },
    tools: {
      tool: { version: '2.0', download: [{ url: `${at}/tool-\${arch}`, checksums: `${at}/SHA256SUMS`, file: 'tool' }] },
      suite: {
        version: '1.0',
        download: [
          {
            url: `${at}/suite-\${version}.tgz`,
            checksums: `${at}/SHA256SUMS`,
            archive: { one: `suite-\${version}/one`, deux: `suite-\${version}/two`, settings: `suite-\${version}/settings` },
          },
        ],
      },
    },
  })
  return {
    recipeDir: join(dir, 'recipe'),
    cacheDir: join(dir, 'cache'),
    source: 'download',
    versions,
    progress: (step) => steps.push(step),
  }
}

function minor(version: string) {
  return { version, released: '2026-01-01', etcdImage: '1', corednsImage: '1', pauseImage: '1' }
}

async function prepare(from: BinariesRequest, tools: readonly string[]): Promise<Binaries> {
  const [programs = new Map()] = await Promise.all(prepareBinaries(from, [tools]))
  return programs
}

test('single files and members of archives become executable programs, and folders come whole', async () => {
  const programs = await prepare(request(), ['tool', 'suite'])
  expect([...programs.keys()]).toEqual(['tool', 'one', 'deux', 'settings'])
  expect(readFileSync(programs.get('tool') ?? '', 'utf8')).toBe('a program')
  expect(readFileSync(programs.get('deux') ?? '', 'utf8')).toBe('second program')
  expect(readFileSync(join(programs.get('settings') ?? '', 'rules.yaml'), 'utf8')).toBe('strict: true')
  for (const path of programs.values()) expect(statSync(path).mode & 0o777).toBe(0o755)
  expect(steps.filter(({ state }) => state === 'done').map(({ title }) => title)).toEqual(['Downloading tool 2.0', 'Downloading suite 1.0'])
})

test('what is in the cache is not fetched again', async () => {
  const first = await prepare(request(), ['tool', 'suite'])
  asked = []
  expect(await prepare(request(), ['tool', 'suite'])).toEqual(first)
  expect(asked).toEqual([])
})

test('a file that is not the published one leaves nothing in the cache, and the step says why', async () => {
  files.set(`/tool-${architecture()}`, Buffer.from('tampered'))
  await expect(prepare(request(), ['tool'])).rejects.toThrow('is not the file that its publisher lists')
  expect(steps.at(-1)).toMatchObject({ id: 'binaries-tool', state: 'failed' })
  files.set(`/tool-${architecture()}`, Buffer.from('a program'))
  await prepare(request(), ['tool'])
  expect(steps.at(-1)).toMatchObject({ id: 'binaries-tool', state: 'done' })
})

test('a tool that cannot be built from modules is left out with that source', async () => {
  expect(await prepare({ ...request(), source: 'modules' }, ['tool'])).toEqual(new Map())
  expect(asked).toEqual([])
})

test('a group of tools is there before the next one is begun, and a failure ends what follows', async () => {
  const [first, second] = prepareBinaries(request(), [['tool'], ['suite']])
  expect([...((await first)?.keys() ?? [])]).toEqual(['tool'])
  expect([...((await second)?.keys() ?? [])]).toEqual(['one', 'deux', 'settings'])
  expect(steps.map(({ id, state }) => `${id} ${state}`).filter((step) => step.endsWith('done'))).toEqual([
    'binaries-tool done',
    'binaries-suite done',
  ])
  files.clear()
  const failing = prepareBinaries({ ...request(), cacheDir: join(dir, 'other') }, [['tool'], ['suite']])
  expect((await Promise.allSettled(failing)).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
})
