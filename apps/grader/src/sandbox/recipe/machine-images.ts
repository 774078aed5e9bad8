// The images of the session's machines, `base` and the nodes, and the one that makes packages, each from its folder of sandbox/.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type Docker from 'dockerode'
import { z } from 'zod'
import type { StepUpdate } from '../../lib/progress.ts'
import { APT_CONFIG, type AptSettings, aptEntries } from './apt-settings.ts'
import type { Binaries } from './binaries.ts'
import { type BuildContainer, inBuildContainer } from './build-container.ts'
import { type TarEntry, treeEntries } from './tar.ts'

export interface MachineImage {
  readonly docker: Docker
  readonly recipeDir: string
  readonly cacheDir: string
  /** The folder of the recipe. */
  readonly name: 'common' | 'packages' | 'base' | 'node' | 'kubernetes'
  readonly parent: string
  readonly reference: string
  readonly apt: AptSettings
  /** Programs of the machine; awaited after its packages are in. */
  readonly binaries?: () => Promise<Binaries>
  /** What else the set-up needs; awaited after that. */
  readonly files?: () => Promise<readonly TarEntry[]>
  readonly signal?: AbortSignal | undefined
  readonly report: (update: Pick<StepUpdate, 'done' | 'total' | 'unit' | 'message'>) => void
}

const ImageRecipe = z.strictObject({
  /** Dockerfile lines. */
  changes: z.array(z.string()),
  stopSignal: z.string().optional(),
  /** Folder -> programs of the cache. One that the source does not bring is left out. */
  programs: z.record(z.string(), z.array(z.string())).default({}),
})
type ImageRecipe = z.infer<typeof ImageRecipe>

export async function makeMachineImage(image: MachineImage): Promise<void> {
  const { docker, recipeDir, cacheDir, name, parent, signal } = image
  const recipe = ImageRecipe.parse(JSON.parse(readFileSync(join(recipeDir, name, 'image.json'), 'utf8')))
  const stopSignal = recipe.stopSignal === undefined ? {} : { stopSignal: recipe.stopSignal }
  await inBuildContainer(docker, { name, cacheDir, parent, ...stopSignal, signal }, async (container) => {
    await container.put([...treeEntries(join(recipeDir, name, 'files')), ...(name === 'common' ? shellEntries(recipeDir) : [])])
    const packages = join(recipeDir, name, 'packages.txt')
    if (existsSync(packages)) await installPackages(container, image, readFileSync(packages))
    let binaries: Binaries = new Map()
    if (image.binaries !== undefined) {
      image.report({ message: 'waiting for the binaries' })
      binaries = await image.binaries()
      await container.put(programEntries(recipe, binaries))
    }
    if (image.files !== undefined) {
      image.report({ message: 'waiting for the packages' })
      await container.put(await image.files())
    }
    image.report({ message: 'setting up' })
    await container.put([
      ...treeEntries(join(recipeDir, 'debian'), 'unflunk-build'),
      { kind: 'file', path: 'unflunk-build/setup.sh', content: readFileSync(join(recipeDir, name, 'setup.sh')) },
    ])
    await container.run(['sh', '/unflunk-build/setup.sh'])
    await container.run(['sh', '/unflunk-build/cleanup.sh'])
    await container.commit(image.reference, [...recipe.changes, ...programLabels(recipe, binaries)])
  })
}

/** Runs sandbox/debian/install.sh with `packages` and reports how many are set up. */
export async function installPackages(
  container: BuildContainer,
  options: Pick<MachineImage, 'recipeDir' | 'apt' | 'report'>,
  packages: Uint8Array,
): Promise<void> {
  await container.put([
    ...treeEntries(join(options.recipeDir, 'debian'), 'unflunk-build'),
    ...aptEntries(options.apt),
    { kind: 'file', path: 'unflunk-build/packages.txt', content: packages },
  ])
  let done = 0
  let total: number | undefined
  await container.run(['sh', '/unflunk-build/install.sh'], {
    env: [`APT_CONFIG=${APT_CONFIG}`],
    onLine: (line) => {
      const planned = /, (\d+) newly installed/.exec(line)?.[1]
      if (planned !== undefined) total = Number(planned)
      if (line.startsWith('Setting up ')) done++
      options.report({ done, unit: 'packages', ...(total === undefined ? {} : { total }) })
    },
  })
}

/** The shell marks and the guard of sandbox/shell, which /etc/unflunk/bashrc reads. */
function shellEntries(recipeDir: string): TarEntry[] {
  const from = (file: string) => readFileSync(join(recipeDir, 'shell', file))
  return [
    { kind: 'file', path: 'etc/unflunk/shell-marks.bash', content: from('shell-marks.bash') },
    { kind: 'file', path: 'etc/unflunk/guard.bash', content: from('guard.bash') },
    { kind: 'file', path: 'etc/unflunk/kubectl-guard', content: from('kubectl-guard'), mode: 0o755 },
  ]
}

function programEntries(recipe: ImageRecipe, binaries: Binaries): TarEntry[] {
  return Object.entries(recipe.programs).flatMap(([folder, programs]): TarEntry[] => {
    const entries = programs.flatMap((program): TarEntry[] => {
      const from = binaries.get(program)
      if (from === undefined) return []
      const path = `${folder}/${program}`
      if (statSync(from).isDirectory()) return [{ kind: 'directory', path }, ...treeEntries(from, path, 'copy')]
      return [{ kind: 'copy', path, from, mode: 0o755 }]
    })
    if (entries.length === 0) return []
    return [...folder.split('/').map((_, i, parts): TarEntry => ({ kind: 'directory', path: parts.slice(0, i + 1).join('/') })), ...entries]
  })
}

/** One label for each program, so that an image made from this one has them too. */
const PROGRAM_LABEL = 'unflunk.program.'

function programLabels(recipe: ImageRecipe, binaries: Binaries): string[] {
  const programs = Object.values(recipe.programs).flat()
  return programs.filter((program) => binaries.has(program)).map((program) => `LABEL ${PROGRAM_LABEL}${program}=1`)
}

/** The programs of the cache that an image was given. */
export function programsOf(labels: Readonly<Record<string, string>>): ReadonlySet<string> {
  const names = Object.keys(labels).filter((label) => label.startsWith(PROGRAM_LABEL))
  return new Set(names.map((label) => label.slice(PROGRAM_LABEL.length)))
}
