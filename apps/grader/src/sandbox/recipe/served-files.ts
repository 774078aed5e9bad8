// What the session's registry serves by host name beside its images (http://HOST/PATH): `sandbox/files/HOST` as it is, and what is made when it is built.
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { KubernetesMinor } from '@unflunk/shared/scenario'
import type { Binaries } from './binaries.ts'
import { CHARTS_HOST, chartVersions, packCharts } from './charts.ts'
import { repositoryPath } from './kubernetes-packages.ts'
import { type TarEntry, treeEntries } from './tar.ts'

export interface ServedFiles {
  readonly recipeDir: string
  /** A folder to fill anew: one folder for each host name. */
  readonly dir: string
  /** The apt repository of each minor, as a folder. */
  readonly packages?: ReadonlyMap<KubernetesMinor, string>
  /** What the machines get: the files are made with it, or of it. */
  readonly programs: Binaries
  readonly signal?: AbortSignal | undefined
}

/** Each kind of file that is made adds a line here, and its sources to the registry's name (image-names.ts). Answers what goes into the image. */
export async function makeServedFiles({ recipeDir, dir, programs, packages = new Map(), signal }: ServedFiles): Promise<TarEntry[]> {
  rmSync(dir, { recursive: true, force: true })
  mkdirSync(dir, { recursive: true })
  const asTheyAre = join(recipeDir, 'files')
  if (existsSync(asTheyAre)) cpSync(asTheyAre, dir, { recursive: true })
  for (const [minor, repository] of packages) cpSync(repository, join(dir, repositoryPath(minor)), { recursive: true })
  const charts = chartVersions(recipeDir)
  if (charts.length > 0) await packCharts({ recipeDir, charts, dir: join(dir, CHARTS_HOST), helm: programs.get('helm'), signal })
  return [{ kind: 'directory', path: 'content/files' }, ...treeEntries(dir, 'content/files', 'copy')]
}
