// Which Go compiles, and whether it can build the tools from modules at all.
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { runCommand } from './command.ts'
import { download } from './download.ts'
import { architecture, fill, type Versions } from './versions.ts'

export type Source = 'modules' | 'download'

/** The machine's own Go when it is new enough, or may fetch a newer one by itself. */
export async function installedGo(minimum: string): Promise<string | undefined> {
  try {
    const [version = '', toolchain] = (await runCommand(['go', 'env', 'GOVERSION', 'GOTOOLCHAIN'])).trim().split('\n')
    const fetches = toolchain !== undefined && !toolchain.startsWith('local') && atLeast(version, '1.21.0')
    return fetches || atLeast(version, minimum) ? 'go' : undefined
  } catch {
    return undefined // there is no go, or it does not run: the download source needs none
  }
}

/** Compares Go versions (`go1.26.8`, `1.25.0`) by number; a release candidate counts as its release. */
export function atLeast(version: string, minimum: string): boolean {
  const numbers = (text: string) =>
    text
      .replace(/^go/, '')
      .replace(/(rc|beta).*/, '')
      .split(/[.\s-]/)
      .map((part) => Number.parseInt(part, 10) || 0)
  const [has, needs] = [numbers(version), numbers(minimum)]
  for (const [i, need] of needs.entries()) {
    const have = has[i] ?? 0
    if (have !== need) return have > need
  }
  return true
}

export async function chooseSource(wanted: 'auto' | Source, versions: Versions): Promise<Source> {
  if (wanted !== 'auto') return wanted
  return (await installedGo(versions.go.minimum)) === undefined ? 'download' : 'modules'
}

/** A Go that can compile our own programs: the machine's, else the official release kept in the cache. */
export async function goForOurs(
  versions: Versions,
  cacheDir: string,
  options: { signal?: AbortSignal | undefined; onBytes?: (done: number, total: number | undefined) => void },
): Promise<string> {
  const installed = await installedGo(versions.go.minimum)
  if (installed !== undefined) return installed
  const values = { arch: architecture() }
  const url = fill(versions.go.download.url, values)
  const name =
    url
      .split('/')
      .at(-1)
      ?.replace(/\.tar\.gz$/, '') ?? 'go'
  const dir = join(cacheDir, 'toolchains', name)
  const program = join(dir, 'go/bin/go')
  if (existsSync(program)) return program
  const archive = join(cacheDir, 'downloads', `${name}.tar.gz`)
  await download({ url, checksums: fill(versions.go.download.checksums, values), to: archive, ...options })
  const partial = `${dir}.partial`
  rmSync(partial, { recursive: true, force: true })
  mkdirSync(partial, { recursive: true })
  await runCommand(['tar', '-xzf', archive, '-C', partial], { signal: options.signal })
  mkdirSync(dirname(dir), { recursive: true })
  renameSync(partial, dir)
  rmSync(archive)
  return program
}
