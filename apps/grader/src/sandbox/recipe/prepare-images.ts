// From nothing to the container images that sessions run: what is missing is built, what is there is kept.
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import type { KubernetesMinor } from '@unflunk/shared/scenario'
import type Docker from 'dockerode'
import type { Progress, StepUpdate } from '../../lib/progress.ts'
import { type AptSettings, readAptSettings } from './apt-settings.ts'
import { type Binaries, type BinariesRequest, prepareBinaries, prepareOurPrograms } from './binaries.ts'
import { inBuildContainer, sweepBuildContainers } from './build-container.ts'
import { takeLock } from './cache-lock.ts'
import { IMAGE_LABEL, importImage, makeDebianRoot } from './debian-root.ts'
import { chooseSource, type Source } from './go-toolchain.ts'
import { type ImageNames, type ImageSet, imageExists, imageNames, imagesOf } from './image-names.ts'
import { makePackages, packageEntries } from './kubernetes-packages.ts'
import { installPackages, type MachineImage, makeMachineImage } from './machine-images.ts'
import { OciContent } from './oci.ts'
import { addDebianLayers, addImages, addProgramLayers, podEntries, readPodImages } from './pod-images.ts'
import { makeServedFiles } from './served-files.ts'
import { type TarEntry, tar, treeEntries } from './tar.ts'
import { kubernetesTool, minorsOf, readVersions } from './versions.ts'

export type { ImageSet } from './image-names.ts'

/** The folder `sandbox/` of the repository. */
export const RECIPE_DIR = resolve(import.meta.dirname, '../../../../../sandbox')

export interface ImagesOptions {
  readonly docker: Docker
  /** Default: the repository's sandbox/. */
  readonly recipeDir?: string
}

export interface PrepareOptions extends ImagesOptions {
  readonly cacheDir: string
  readonly source: 'auto' | Source
}

/** `~/.cache/unflunk`; the caller passes what the environment says in UNFLUNK_CACHE. */
export function defaultCacheDir(override: string | undefined): string {
  return override === undefined || override === '' ? join(homedir(), '.cache/unflunk') : resolve(override)
}

/** What a finished prepare has named its images; they may be missing. */
export function imageSet(recipeDir: string = RECIPE_DIR): ImageSet {
  const { nodes, node, base, registry, hash } = imageNames(recipeDir)
  return { nodes, node, base, registry, hash }
}

/** References that `prepareImages` would build; [] when all are there. Takes some milliseconds. Throws what dockerode throws when the engine is gone. */
export async function missingImages({ docker, recipeDir = RECIPE_DIR }: ImagesOptions): Promise<string[]> {
  const images = imagesOf(imageSet(recipeDir))
  const found = await Promise.all(images.map((reference) => imageExists(docker, reference)))
  return images.filter((_, i) => !found[i])
}

/**
 * Builds what is missing. Two at once: the second waits for the first, then finds everything there. After an interruption it continues from what the
 * cache and the engine hold. Throws AppError with what to try; the signal's reason when aborted.
 */
export async function prepareImages(options: PrepareOptions, progress: Progress, signal?: AbortSignal): Promise<ImageSet> {
  const { docker, cacheDir, recipeDir = RECIPE_DIR } = options
  if ((await missingImages({ docker, recipeDir })).length === 0) return imageSet(recipeDir)
  const waiting: StepUpdate = { id: 'lock', title: 'Another build is under way', state: 'running' }
  let waited = false
  const release = await takeLock(cacheDir, {
    signal,
    onWait: () => {
      waited = true
      progress({ ...waiting, message: 'waiting for it to finish' })
    },
  })
  try {
    if (waited) progress({ ...waiting, state: 'done' })
    await sweepBuildContainers(docker, cacheDir)
    const apt = await readAptSettings(readVersions(recipeDir).debian)
    const source = await chooseSource(options.source, readVersions(recipeDir))
    await together(signal, (stop) => new Build(docker, recipeDir, cacheDir, source, apt, progress, stop).tasks())
    rmSync(join(cacheDir, 'packages'), { recursive: true, force: true })
    return imageSet(recipeDir)
  } finally {
    release()
  }
}

/** Runs all; the first failure stops the others, and is thrown when they have ended. */
async function together(signal: AbortSignal | undefined, start: (stop: AbortSignal) => readonly Promise<unknown>[]): Promise<void> {
  const failed = new AbortController()
  const tasks = start(signal ? AbortSignal.any([signal, failed.signal]) : failed.signal)
  for (const task of tasks) task.catch((error: unknown) => failed.abort(error))
  await Promise.allSettled(tasks)
  signal?.throwIfAborted()
  failed.signal.throwIfAborted()
}

/** With Kubernetes as a minor has it; without one, that of the exam. */
type ProgramsOf = (minor?: KubernetesMinor) => Promise<Binaries>

/** One run: each part is a promise that the parts above it wait for, so that packages unpack while Go compiles. */
class Build {
  readonly #docker: Docker
  readonly #recipeDir: string
  readonly #cacheDir: string
  readonly #apt: AptSettings
  readonly #progress: Progress
  readonly #signal: AbortSignal
  readonly #names: ImageNames
  readonly #binaries: BinariesRequest
  readonly #packages = new Map<KubernetesMinor, Promise<string>>()

  constructor(
    docker: Docker,
    recipeDir: string,
    cacheDir: string,
    source: Source,
    apt: AptSettings,
    progress: Progress,
    signal: AbortSignal,
  ) {
    this.#docker = docker
    this.#recipeDir = recipeDir
    this.#cacheDir = cacheDir
    this.#apt = apt
    this.#progress = progress
    this.#signal = signal
    this.#names = imageNames(recipeDir)
    this.#binaries = { recipeDir, cacheDir, source, versions: readVersions(recipeDir), progress, signal }
  }

  tasks(): Promise<unknown>[] {
    const { debian, common, packages, base, plainNode, nodes, registry } = this.#names
    const has = (reference: string) => imageExists(this.#docker, reference)
    const present = Promise.all([common, packages, ...imagesOf(this.#names)].map(has))
    const built = present.then((found) => (found.every(Boolean) ? [] : prepareBinaries(this.#binaries, this.#toolGroups())))
    const ours = built.then(async ([first]) => {
      if (first === undefined) return new Map<string, string>()
      await first // It brings Go where the machine has none.
      return prepareOurPrograms(this.#binaries)
    })
    ours.catch(() => {}) // told where it is awaited
    const binaries: ProgramsOf = (minor) =>
      built.then(async (groups) => new Map([...(await this.#programs(groups, minor)), ...(await ours)]))
    const debianReady = this.#step('debian', 'Minimal Debian', debian, async (report) =>
      makeDebianRoot({
        docker: this.#docker,
        reference: debian,
        suite: this.#binaries.versions.debian,
        apt: this.#apt,
        cacheDir: this.#cacheDir,
        recipeDir: this.#recipeDir,
        signal: this.#signal,
        onMessage: (message) => report({ message }),
      }),
    )
    const commonReady = debianReady.then(() =>
      this.#machine('common', { title: 'Packages of all machines', parent: debian, reference: common }),
    )
    const packagesReady = debianReady.then(() =>
      this.#machine('packages', { title: 'Tools that make packages', parent: debian, reference: packages }),
    )
    const packagesOf = (minor: KubernetesMinor) => this.#packagesOf(minor, packagesReady, binaries)
    // Keys are made in these two: machines of an older `common` would not let each other in, packages of an older key not be trusted.
    const newCommon = Promise.all([present, commonReady]).then(([[hadCommon]]) => hadCommon === false)
    const newKey = Promise.all([present, packagesReady]).then(([[, hadKey]]) => hadKey === false)
    const plainReady = newCommon.then((again) =>
      this.#machine('node', { title: 'Machine of the nodes', parent: common, reference: plainNode, again, binaries }),
    )
    return [
      built.then((groups) => Promise.all(groups)),
      newCommon.then((again) =>
        this.#machine('base', { title: 'Image of the start machine', parent: common, reference: base, again, binaries }),
      ),
      ...minorsOf(this.#binaries.versions).map(async (minor) => {
        const again = (await Promise.all([newCommon, newKey, plainReady])).includes(true)
        const files = async () => packageEntries(await packagesOf(minor))
        await this.#machine('kubernetes', {
          title: `Image of the nodes, ${minor}`,
          parent: plainNode,
          reference: nodes[minor],
          again,
          files,
        })
      }),
      newKey.then((again) =>
        this.#step('registry', 'Pod images and packages', registry, (report) => this.#registry(binaries, packagesOf, report), again),
      ),
    ]
  }

  /** A folder with the packages of `minor`, made when somebody asks for the first time. */
  #packagesOf(minor: KubernetesMinor, tools: Promise<void>, binaries: ProgramsOf): Promise<string> {
    const made = this.#packages.get(minor) ?? this.#makePackages(minor, tools, binaries)
    this.#packages.set(minor, made)
    return made
  }

  async #makePackages(minor: KubernetesMinor, tools: Promise<void>, binaries: ProgramsOf): Promise<string> {
    const dir = join(this.#cacheDir, 'packages', minor)
    const { version } = this.#binaries.versions.kubernetes.minors[minor]
    await tools
    await makePackages({
      docker: this.#docker,
      recipeDir: this.#recipeDir,
      cacheDir: this.#cacheDir,
      parent: this.#names.packages,
      version,
      binaries: await binaries(minor),
      dir,
      signal: this.#signal,
    })
    return dir
  }

  /** Everything of the exam's minor, then the other minors, each by itself. */
  #toolGroups(): string[][] {
    const others = minorsOf(this.#binaries.versions).slice(1).map(kubernetesTool)
    const first = Object.keys(this.#binaries.versions.tools).filter((tool) => !others.includes(tool))
    return [first, ...others.map((tool) => [tool])]
  }

  /** Those of the first group, with Kubernetes as `minor` has it. */
  async #programs(groups: readonly Promise<Binaries>[], minor: KubernetesMinor | undefined): Promise<Binaries> {
    const [first] = groups
    const own = minor === undefined ? first : groups[minorsOf(this.#binaries.versions).indexOf(minor)]
    return new Map([...((await first) ?? []), ...((await own) ?? [])])
  }

  #machine(
    name: MachineImage['name'],
    what: Pick<MachineImage, 'parent' | 'reference' | 'binaries' | 'files'> & {
      title: string
      again?: boolean
      files?: () => Promise<readonly TarEntry[]>
    },
  ): Promise<void> {
    const { title, parent, reference, again = false, binaries, files } = what
    const [repository = ''] = reference.split(':')
    return this.#step(
      repository.replace('unflunk/', ''),
      title,
      reference,
      async (report) =>
        makeMachineImage({
          docker: this.#docker,
          recipeDir: this.#recipeDir,
          cacheDir: this.#cacheDir,
          name,
          parent,
          reference,
          apt: this.#apt,
          ...(binaries === undefined ? {} : { binaries }),
          ...(files === undefined ? {} : { files }),
          signal: this.#signal,
          report,
        }),
      again,
    )
  }

  /** Makes `reference` unless it is there (and `again` is not asked for). */
  async #step(
    id: string,
    title: string,
    reference: string,
    make: (report: (update: Pick<StepUpdate, 'done' | 'total' | 'unit' | 'message'>) => void) => Promise<void>,
    again = false,
  ): Promise<void> {
    const step = { id: `image-${id}`, title }
    if (!again && (await imageExists(this.#docker, reference))) {
      this.#progress({ ...step, state: 'done', message: 'already there' })
      return
    }
    this.#progress({ ...step, state: 'running' })
    try {
      await make((update) => this.#progress({ ...step, state: 'running', ...update }))
    } catch (error) {
      this.#progress({ ...step, state: 'failed', ...(error instanceof Error ? { message: error.message } : {}) })
      throw error
    }
    this.#progress({ ...step, state: 'done' })
  }

  async #registry(
    binaries: ProgramsOf,
    packagesOf: (minor: KubernetesMinor) => Promise<string>,
    report: (update: Pick<StepUpdate, 'done' | 'total' | 'unit' | 'message'>) => void,
  ): Promise<void> {
    const recipe = readPodImages(this.#recipeDir, this.#binaries.versions)
    const dir = join(this.#cacheDir, 'registry')
    rmSync(dir, { recursive: true, force: true })
    mkdirSync(dir, { recursive: true })
    const content = new OciContent(dir)
    const total = Object.keys(recipe.layers).length
    let done = 0
    const options = { signal: this.#signal, onLayer: () => report({ done: ++done, total, unit: 'layers' }) }
    const layers = await inBuildContainer(
      this.#docker,
      { name: 'pods', cacheDir: this.#cacheDir, parent: this.#names.debian, signal: this.#signal },
      async (container) => {
        await installPackages(
          container,
          { recipeDir: this.#recipeDir, apt: this.#apt, report },
          readFileSync(join(this.#recipeDir, 'pods/packages.txt')),
        )
        await container.put(podEntries(this.#recipeDir, recipe))
        return addDebianLayers(content, recipe, container, options)
      },
    )
    const programs = await binaries()
    const more = await addProgramLayers(content, recipe, binaries, options)
    addImages(content, recipe, new Map([...layers, ...more]))
    const packages = new Map<KubernetesMinor, string>()
    for (const minor of minorsOf(this.#binaries.versions)) packages.set(minor, await packagesOf(minor))
    const served = await makeServedFiles({
      recipeDir: this.#recipeDir,
      dir: join(this.#cacheDir, 'served'),
      programs,
      packages,
      signal: this.#signal,
    })
    const files: TarEntry[] = [
      ...['registry', 'loadbalancer'].map(
        (program): TarEntry => ({ kind: 'copy', path: program, from: programs.get(program) ?? '', mode: 0o755 }),
      ),
      { kind: 'directory', path: 'content' },
      ...treeEntries(dir, 'content', 'copy'),
      ...served,
    ]
    report({ message: 'into the engine' })
    await importImage(this.#docker, Readable.from(tar(files), { objectMode: false }), this.#names.registry, [
      IMAGE_LABEL,
      'ENTRYPOINT ["/registry"]',
      'EXPOSE 5000 80',
      'USER 65534:65534',
    ])
    rmSync(dir, { recursive: true })
  }
}
