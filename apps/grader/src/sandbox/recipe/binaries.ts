// Turns the version table into a folder of programs: built from Go modules or downloaded, kept in a cache by content.
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Progress, StepUpdate } from '../../lib/progress.ts'
import { runCommand } from './command.ts'
import { contentHash } from './content-hash.ts'
import { download } from './download.ts'
import { type GoBuild, goCompile, goFetch } from './go-build.ts'
import { goForOurs, type Source } from './go-toolchain.ts'
import { architecture, fill, publishedNames, type Tool, type Versions } from './versions.ts'

export interface BinariesRequest {
  readonly recipeDir: string
  readonly cacheDir: string
  readonly source: Source
  readonly versions: Versions
  readonly progress: Progress
  readonly signal?: AbortSignal | undefined
}

/** Program -> path in the cache. */
export type Binaries = ReadonlyMap<string, string>

type Report = (update: Omit<StepUpdate, 'id' | 'title' | 'state'>) => void

const MEGABYTE = 1_000_000

/**
 * The programs of each group of tools, as a promise for each group. One tool after the other, in the order given: a build uses every core
 * by itself. The sources of the next ones come in meanwhile.
 */
export function prepareBinaries(request: BinariesRequest, groups: readonly (readonly string[])[]): Promise<Binaries>[] {
  let fetching: Promise<unknown> = Promise.resolve()
  let building: Promise<unknown> = Promise.resolve()
  return groups.map((tools) => {
    const jobs = tools.flatMap((name) => {
      const tool = request.versions.tools[name]
      if (tool === undefined) return []
      const source = sourceOf(tool, request.source)
      if (source === 'modules' && tool.modules === undefined) return []
      const dir = toolDir({ ...request, source }, name, tool)
      const fetched = source === 'modules' && !existsSync(dir) ? fetching.then(() => fetchTool(request, name, tool)) : Promise.resolve(0)
      fetched.catch(() => {}) // told where it is awaited, in the tool's own step
      fetching = fetched
      return [{ name, tool, source, dir, fetched }]
    })
    const built = building.then(() => buildGroup(request, jobs))
    built.catch(() => {}) // told where it is awaited
    building = built
    return built
  })
}

interface Job {
  readonly name: string
  readonly tool: Tool
  readonly source: Source
  readonly dir: string
  /** The number of packages to compile, once their sources are here. */
  readonly fetched: Promise<number>
}

async function buildGroup(request: BinariesRequest, jobs: readonly Job[]): Promise<Binaries> {
  const programs = new Map<string, string>()
  for (const { name, tool, source, dir, fetched } of jobs) {
    request.signal?.throwIfAborted()
    const step = { id: `binaries-${name}`, title: `${source === 'modules' ? 'Building' : 'Downloading'} ${name} ${tool.version}` }
    await inCache(dir, step, request.progress, async (partial, report) => {
      if (source === 'download') return downloadTool(request, tool, partial, report)
      const packages = await fetched
      await goCompile({ ...(await goOf(request, name, tool)), to: partial, onProgress: goReport(report) }, packages)
    })
    for (const program of programsOf(tool, source)) programs.set(program, join(dir, program))
  }
  return programs
}

/** A tool that nobody publishes as a file is built also where the others are downloaded (Go itself is downloaded then). */
function sourceOf(tool: Tool, wanted: Source): Source {
  return tool.download.length === 0 ? 'modules' : wanted
}

function toolDir({ recipeDir, cacheDir, source }: BinariesRequest, name: string, tool: Tool): string {
  const hash = contentHash(recipeDir, source === 'modules' ? [`binaries/${name}`] : [], [JSON.stringify(tool), architecture()])
  return join(cacheDir, 'binaries', `${name}-${tool.version}-${source}-${hash}`)
}

async function goOf({ recipeDir, cacheDir, versions, signal }: BinariesRequest, name: string, tool: Tool): Promise<GoBuild> {
  const go = await goForOurs(versions, cacheDir, { signal })
  return { go, moduleDir: join(recipeDir, 'binaries', name), packages: {}, ...tool.modules, signal }
}

async function fetchTool(request: BinariesRequest, name: string, tool: Tool): Promise<number> {
  const step = { id: 'binaries-sources', title: 'Fetching Go modules' }
  const report = goReport((update) => request.progress({ ...step, state: 'running', message: name, ...update }))
  const packages = await goFetch({ ...(await goOf(request, name, tool)), onProgress: report })
  request.progress({ ...step, state: 'done', message: name })
  return packages
}

/** The registry server, the load balancer, the pause program and the image policy webhook: ours, from source that has no dependencies. */
export async function prepareOurPrograms(request: BinariesRequest): Promise<Binaries> {
  const { recipeDir, cacheDir, versions, progress, signal } = request
  const dir = join(cacheDir, 'binaries', `ours-${contentHash(recipeDir, ['registry'], [architecture()])}`)
  const packages = {
    registry: 'unflunk/registry',
    pause: 'unflunk/registry/pause',
    loadbalancer: 'unflunk/registry/loadbalancer',
    imagepolicy: 'unflunk/registry/imagepolicy',
  }
  await inCache(dir, { id: 'binaries-ours', title: 'Building our own programs' }, progress, async (partial, report) => {
    const go = await goForOurs(versions, cacheDir, { signal, onBytes: bytesReport(report) })
    const build = { go, moduleDir: join(recipeDir, 'registry'), packages, signal }
    await goCompile({ ...build, to: partial, onProgress: goReport(report) }, await goFetch(build))
  })
  return new Map(Object.keys(packages).map((program) => [program, join(dir, program)]))
}

/** `dir` appears whole or not at all; what is there is used again. */
async function inCache(
  dir: string,
  step: { id: string; title: string },
  progress: Progress,
  make: (partial: string, report: Report) => Promise<void>,
): Promise<void> {
  if (existsSync(dir)) return progress({ ...step, state: 'done', message: 'already there' })
  const partial = `${dir}.partial`
  rmSync(partial, { recursive: true, force: true })
  mkdirSync(partial, { recursive: true })
  progress({ ...step, state: 'running' })
  try {
    await make(partial, (update) => progress({ ...step, state: 'running', ...update }))
  } catch (error) {
    progress({ ...step, state: 'failed', ...(error instanceof Error ? { message: error.message } : {}) })
    throw error
  }
  renameSync(partial, dir)
  progress({ ...step, state: 'done' })
}

async function downloadTool(request: BinariesRequest, tool: Tool, to: string, report: Report): Promise<void> {
  const values = { version: tool.version, ...publishedNames() }
  for (const file of tool.download) {
    const url = fill(file.url, values)
    // Outside of `to`, so that a cut download is still there next time.
    const fetched = join(request.cacheDir, 'downloads', `${contentHash('', [], [url])}-${basename(url)}`)
    const onBytes = bytesReport(report, basename(url))
    await download({ url, checksums: fill(file.checksums, values), to: fetched, signal: request.signal, onBytes })
    if ('file' in file) renameSync(fetched, join(to, file.file))
    else await unpack(fetched, file.archive, values, to, request.signal)
  }
  for (const program of programsOf(tool, 'download')) chmodSync(join(to, program), 0o755)
}

async function unpack(
  archive: string,
  members: Readonly<Record<string, string>>,
  values: Readonly<Record<string, string>>,
  to: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const dir = join(to, 'unpacked')
  mkdirSync(dir)
  const wanted = Object.entries(members).map(([program, member]) => [program, fill(member, values)] as const)
  await runCommand(['tar', '-xzf', archive, '-C', dir, ...wanted.map(([, member]) => member)], { signal })
  for (const [program, member] of wanted) renameSync(join(dir, member), join(to, program))
  rmSync(dir, { recursive: true })
  rmSync(archive)
}

function programsOf(tool: Tool, source: Source): string[] {
  if (source === 'modules') return Object.keys(tool.modules?.packages ?? {})
  return tool.download.flatMap((file) => ('file' in file ? [file.file] : Object.keys(file.archive)))
}

function bytesReport(report: Report, file?: string): (done: number, total: number | undefined) => void {
  let told = -1
  return (bytes, total) => {
    const done = Math.floor(bytes / MEGABYTE)
    if (done === told) return
    told = done
    report({
      done,
      unit: 'MB',
      ...(total === undefined ? {} : { total: Math.ceil(total / MEGABYTE) }),
      ...(file === undefined ? {} : { message: file }),
    })
  }
}

function goReport(report: Report): (progress: { fetched: number } | { compiled: number; packages: number }) => void {
  return (progress) => {
    if ('fetched' in progress) report({ done: progress.fetched, unit: 'modules fetched' })
    else report({ done: progress.compiled, total: progress.packages, unit: 'packages' })
  }
}
