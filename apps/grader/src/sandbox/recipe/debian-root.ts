// The first image: a minimal Debian, made from the package archive, or pulled where that cannot be done.
import { createReadStream, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '@unflunk/shared/error'
import type Docker from 'dockerode'
import type { AptSettings } from './apt-settings.ts'
import { runCommand } from './command.ts'

export interface DebianRequest {
  readonly docker: Docker
  readonly reference: string
  readonly suite: string
  readonly apt: AptSettings
  readonly cacheDir: string
  readonly recipeDir: string
  readonly signal?: AbortSignal | undefined
  readonly onMessage: (message: string) => void
}

export const IMAGE_LABEL = 'LABEL unflunk=1'

export async function makeDebianRoot(request: DebianRequest): Promise<void> {
  if (await hasMmdebstrap()) await bootstrap(request)
  else await pull(request)
}

async function hasMmdebstrap(): Promise<boolean> {
  try {
    await runCommand(['mmdebstrap', '--version'])
    return true
  } catch {
    return false // not installed: there is the other way
  }
}

async function bootstrap({ docker, reference, suite, apt, cacheDir, recipeDir, signal, onMessage }: DebianRequest): Promise<void> {
  mkdirSync(cacheDir, { recursive: true })
  const archive = join(cacheDir, 'debian.tar')
  const dpkg = `--dpkgopt=${join(recipeDir, 'debian/dpkg.cfg')}`
  const options = apt.options.map((line) => `--aptopt=${line}`)
  // The machine's own apt settings (a proxy with a password, perhaps) do not stay in the image.
  const forget = '--customize-hook=rm -f "$1"/etc/apt/apt.conf.d/99mmdebstrap'
  try {
    await runCommand(
      ['mmdebstrap', '--variant=minbase', '--include=ca-certificates', dpkg, ...options, forget, suite, archive, ...apt.sources],
      { signal, onLine: (line) => onMessage(line.replace(/^I: /, '')) },
    )
    await importImage(docker, createReadStream(archive), reference, [IMAGE_LABEL, 'CMD ["bash"]'])
  } finally {
    rmSync(archive, { force: true })
  }
}

async function pull({ docker, reference, suite, signal, onMessage }: DebianRequest): Promise<void> {
  const official = `docker.io/library/debian:${suite}-slim`
  onMessage(`pulling ${official}`)
  try {
    const stream = await docker.pull(official, signal ? { abortSignal: signal } : {})
    await finished(stream)
  } catch (cause) {
    signal?.throwIfAborted()
    throw new AppError('internal', `There is no mmdebstrap here, and ${official} could not be pulled.`, {
      cause,
      next: 'Install mmdebstrap (apt-get install mmdebstrap), or let the container engine reach a registry, and start again.',
    })
  }
  const [repo = '', tag = ''] = reference.split(':')
  await docker.getImage(official).tag({ repo, tag })
}

/** A file system as a tar becomes an image of one layer. `changes` are Dockerfile lines. */
export async function importImage(
  docker: Docker,
  tar: NodeJS.ReadableStream,
  reference: string,
  changes: readonly string[],
): Promise<void> {
  const [repo = '', tag = ''] = reference.split(':')
  await finished(await docker.importImage(tar, { repo, tag, changes: changes.join('\n') }))
}

/** Reads the engine's report to its end; an `error` in it is one. */
async function finished(stream: NodeJS.ReadableStream): Promise<void> {
  let text = ''
  for await (const chunk of stream) text += String(chunk)
  const failure = text.split('\n').find((line) => line.includes('"error"'))
  if (failure !== undefined) throw new AppError('internal', `The container engine reports: ${failure.trim()}`)
}
