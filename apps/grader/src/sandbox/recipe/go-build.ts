// Builds programs from pinned Go modules and tells how many packages are compiled.
import { mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from './command.ts'
import { architecture } from './versions.ts'

export interface GoBuild {
  readonly go: string
  /** Holds go.mod and go.sum; they are not changed. */
  readonly moduleDir: string
  /** Program -> package. */
  readonly packages: Readonly<Record<string, string>>
  readonly tags?: readonly string[]
  readonly variables?: Readonly<Record<string, string>>
  readonly cgo?: boolean
  readonly signal?: AbortSignal | undefined
  /** `fetched` modules while the sources come in, then packages compiled of all packages. */
  readonly onProgress?: (progress: { fetched: number } | { compiled: number; packages: number }) => void
}

/** Brings the sources into Go's module cache and answers how many packages there are to compile. */
export async function goFetch(build: GoBuild): Promise<number> {
  let fetched = 0
  const dependencies = await runCommand([build.go, 'list', ...flags(build), '-deps', ...Object.values(build.packages)], {
    ...surroundings(build),
    onLine: (line) => {
      if (line.startsWith('go: downloading')) build.onProgress?.({ fetched: ++fetched })
    },
  })
  return dependencies.trim().split('\n').length
}

/** Writes each program to `to`. What is compiled already comes from Go's own cache, so an interrupted build continues. */
export async function goCompile(build: GoBuild & { readonly to: string }, total: number): Promise<void> {
  const variables = Object.entries(build.variables ?? {}).map(([name, value]) => `-X ${name}=${value}`)
  const output = ['-v', '-trimpath', '-buildvcs=false', '-ldflags', ['-s', '-w', ...variables].join(' '), '-o', `${build.to}/`]
  let compiled = 0
  mkdirSync(build.to, { recursive: true })
  await runCommand([build.go, 'build', ...flags(build), ...output, ...Object.values(build.packages)], {
    ...surroundings(build),
    onLine: (line) => {
      if (/^[\w./~-]+$/.test(line)) build.onProgress?.({ compiled: ++compiled, packages: total })
    },
  })
  for (const [program, path] of Object.entries(build.packages)) {
    const built = programName(path)
    if (built !== program) renameSync(join(build.to, built), join(build.to, program))
  }
}

function flags(build: GoBuild): string[] {
  return ['-mod=readonly', ...(build.tags?.length ? [`-tags=${build.tags.join(' ')}`] : [])]
}

function surroundings(build: GoBuild) {
  const env = { CGO_ENABLED: build.cgo ? '1' : '0', GOOS: 'linux', GOARCH: architecture(), GOWORK: 'off' }
  return { cwd: build.moduleDir, env, signal: build.signal }
}

/** Go names a program after its package's last element, a major version (`/v3`) aside. */
function programName(path: string): string {
  return (
    path
      .replace(/\/v\d+$/, '')
      .split('/')
      .at(-1) ?? path
  )
}
