// A throw-away container in which an image is made: put files, run scripts, commit.
import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { AppError } from '@unflunk/shared/error'
import type Docker from 'dockerode'
import { frames } from '../exec-output.ts'
import { contentHash } from './content-hash.ts'
import { type TarEntry, tar } from './tar.ts'

/** By cache folder: builders with one cache share its lock, builders with two caches do not know of each other. */
function namePrefix(cacheDir: string): string {
  return `unflunk-build-${contentHash('', [], [cacheDir])}-`
}
const KEPT_LINES = 15

export interface BuildContainer {
  put(entries: Iterable<TarEntry>): Promise<void>
  /** Throws AppError `internal` with the last lines when the command fails. */
  run(argv: readonly string[], options?: RunOptions): Promise<void>
  /** stdout as it comes; throws like `run` at the end. */
  output(argv: readonly string[]): AsyncGenerator<Uint8Array>
  /** `changes` are Dockerfile lines. */
  commit(reference: string, changes: readonly string[]): Promise<void>
}

export interface RunOptions {
  readonly env?: readonly string[]
  readonly onLine?: (line: string) => void
}

/** The container is removed when `use` is done, has failed, or the signal says so. It shares the machine's network: mirrors and proxies are reached as from here. */
export async function inBuildContainer<T>(
  docker: Docker,
  options: { name: string; cacheDir: string; parent: string; stopSignal?: string; signal?: AbortSignal | undefined },
  use: (container: BuildContainer) => Promise<T>,
): Promise<T> {
  const { signal } = options
  signal?.throwIfAborted()
  const container = await docker.createContainer({
    name: `${namePrefix(options.cacheDir)}${options.name}-${randomUUID().slice(0, 8)}`,
    Image: options.parent,
    Entrypoint: ['sleep', 'infinity'],
    Cmd: [],
    User: 'root',
    Labels: { unflunk: '1' },
    ...(options.stopSignal === undefined ? {} : { StopSignal: options.stopSignal }),
    HostConfig: { NetworkMode: 'host' },
  })
  let removal: Promise<unknown> | undefined
  // Once: the engine answers a second request before the first is done. Failing is harmless, the next build sweeps.
  const remove = () => {
    removal ??= container.remove({ force: true, v: true }).catch(() => {})
    return removal
  }
  const onAbort = () => void remove()
  signal?.addEventListener('abort', onAbort, { once: true })
  try {
    await container.start()
    return await use(handle(docker, container, signal))
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  } finally {
    signal?.removeEventListener('abort', onAbort)
    await remove()
  }
}

/** Removes what a killed build with this cache has left. Call it with the cache's lock held. */
export async function sweepBuildContainers(docker: Docker, cacheDir: string): Promise<void> {
  const left = await docker.listContainers({ all: true, filters: { label: ['unflunk=1'], name: [namePrefix(cacheDir)] } })
  await Promise.all(left.map(({ Id }) => docker.getContainer(Id).remove({ force: true, v: true })))
}

function handle(docker: Docker, container: Docker.Container, signal: AbortSignal | undefined): BuildContainer {
  async function* execute(argv: readonly string[], options: RunOptions): AsyncGenerator<Uint8Array> {
    signal?.throwIfAborted()
    const exec = await container.exec({ Cmd: [...argv], AttachStdout: true, AttachStderr: true, Env: [...(options.env ?? [])] })
    const last: string[] = []
    const lines = lineSplitter((line) => {
      last.push(line)
      if (last.length > KEPT_LINES) last.shift()
      options.onLine?.(line)
    })
    for await (const frame of frames(await exec.start({}))) {
      if (frame.stream === 'stdout') yield frame.data
      else lines(frame.data)
    }
    signal?.throwIfAborted()
    const { ExitCode, Running } = await exec.inspect()
    if (ExitCode !== 0 || Running)
      throw new AppError('internal', `${argv.join(' ')} failed in ${container.id.slice(0, 12)}:\n${last.join('\n')}`)
  }
  return {
    async put(entries) {
      await container.putArchive(Readable.from(tar(entries), { objectMode: false }), { path: '/' })
    },
    async run(argv, options = {}) {
      const lines = lineSplitter((line) => options.onLine?.(line))
      for await (const data of execute(argv, options)) lines(data)
    },
    output: (argv) => execute(argv, {}),
    async commit(reference, changes) {
      signal?.throwIfAborted()
      const [repo, tag] = reference.split(':')
      await container.commit({ repo, tag, changes: changes.join('\n') })
      await docker.getImage(reference).inspect()
    },
  }
}

function lineSplitter(onLine: (line: string) => void): (data: Uint8Array) => void {
  const decoder = new TextDecoder()
  let rest = ''
  return (data) => {
    const lines = (rest + decoder.decode(data, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line)
  }
}
