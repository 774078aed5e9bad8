// Debian packages of kubeadm, kubelet and kubectl and a signed apt repository of them, as pkgs.k8s.io has one for each minor.
import { createWriteStream, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { AppError } from '@unflunk/shared/error'
import type { KubernetesMinor } from '@unflunk/shared/scenario'
import type Docker from 'dockerode'
import type { Binaries } from './binaries.ts'
import { inBuildContainer } from './build-container.ts'
import { runCommand } from './command.ts'
import { type TarEntry, treeEntries } from './tar.ts'
import { architecture } from './versions.ts'

export interface PackagesRequest {
  readonly docker: Docker
  readonly recipeDir: string
  readonly cacheDir: string
  /** The image that has the tools and the key (sandbox/packages). */
  readonly parent: string
  readonly version: string
  readonly binaries: Binaries
  /** Is filled anew. */
  readonly dir: string
  readonly signal?: AbortSignal | undefined
}

const PROGRAMS = ['kubeadm', 'kubelet', 'kubectl']
const BUILD_DIR = 'unflunk-build/packages'

/** Fills `dir` with the packages, `Packages`, `Packages.gz`, `InRelease` and `Release.key`. */
export async function makePackages(request: PackagesRequest): Promise<void> {
  const { docker, recipeDir, cacheDir, parent, version, binaries, dir, signal } = request
  rmSync(dir, { recursive: true, force: true })
  mkdirSync(dir, { recursive: true })
  const archive = join(dir, 'repository.tar')
  await inBuildContainer(docker, { name: 'packages', cacheDir, parent, signal }, async (container) => {
    await container.put([...treeEntries(join(recipeDir, 'packages'), BUILD_DIR), ...programEntries(binaries)])
    await container.run(['sh', `/${BUILD_DIR}/build.sh`, version, architecture()])
    await pipeline(container.output(['tar', '-c', '-C', `/${BUILD_DIR}/repository`, '.']), createWriteStream(archive))
  })
  await runCommand(['tar', '-x', '--no-same-owner', '-C', dir, '-f', archive], { signal })
  rmSync(archive)
}

function programEntries(binaries: Binaries): TarEntry[] {
  return PROGRAMS.flatMap((program): TarEntry[] => {
    const from = binaries.get(program)
    if (from === undefined)
      throw new AppError('internal', `No tool of sandbox/versions.json brings ${program}, which a package is made of.`)
    const bin = `${BUILD_DIR}/trees/${program}/usr/bin`
    return [
      { kind: 'directory', path: bin },
      { kind: 'copy', path: `${bin}/${program}`, from, mode: 0o755 },
    ]
  })
}

/** What setup.sh of sandbox/kubernetes installs. */
export function packageEntries(dir: string): TarEntry[] {
  return [{ kind: 'directory', path: BUILD_DIR }, ...treeEntries(dir, BUILD_DIR, 'copy')]
}

/** The path of a minor's repository, the same as at pkgs.k8s.io. */
export function repositoryPath(minor: KubernetesMinor): string {
  return `pkgs.unflunk/core:/stable:/v${minor}/deb`
}
