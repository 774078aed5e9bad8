// The chart repository http://charts.unflunk: sandbox/charts/NAME, packed by the helm that the machines get.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '@unflunk/shared/error'
import { runCommand } from './command.ts'

export const CHARTS_HOST = 'charts.unflunk'

/** What all versions of a chart have; a version's own folder lies on top of it. */
const COMMON = 'chart'
/** Packed the same, it shall be the same: helm writes the hour into the index. */
const CREATED = '2026-01-01T00:00:00Z'

export interface ChartVersion {
  readonly name: string
  readonly version: string
}

/** Every version of every chart, by name and version. */
export function chartVersions(recipeDir: string): ChartVersion[] {
  const dir = join(recipeDir, 'charts')
  if (!existsSync(dir)) return []
  return readdirSync(dir)
    .sort()
    .flatMap((name) =>
      readdirSync(join(dir, name))
        .filter((folder) => folder !== COMMON)
        .sort()
        .map((version) => ({ name, version })),
    )
}

/** The chart as helm reads it, in the folder `to`. */
export function layOutChart(recipeDir: string, { name, version }: ChartVersion, to: string): void {
  for (const part of [COMMON, version]) cpSync(join(recipeDir, 'charts', name, part), to, { recursive: true })
}

/** Fills `dir` with the packed charts and their index. Throws AppError with helm's words when a chart is not one. */
export async function packCharts(options: {
  recipeDir: string
  charts: readonly ChartVersion[]
  dir: string
  helm: string | undefined
  signal?: AbortSignal | undefined
}): Promise<void> {
  const { recipeDir, charts, dir, helm, signal } = options
  if (helm === undefined) throw new AppError('internal', 'The charts cannot be packed: no tool of sandbox/versions.json brings helm.')
  const work = `${dir}.charts`
  // Nothing of the user's own helm.
  const env = { HELM_CACHE_HOME: work, HELM_CONFIG_HOME: work, HELM_DATA_HOME: work }
  rmSync(work, { recursive: true, force: true })
  mkdirSync(dir, { recursive: true })
  const sources = charts.map((chart) => {
    const source = join(work, chart.version, chart.name)
    layOutChart(recipeDir, chart, source)
    return source
  })
  await runCommand([helm, 'lint', '--quiet', ...sources], { env, signal })
  await runCommand([helm, 'package', '--destination', dir, ...sources], { env, signal })
  await runCommand([helm, 'repo', 'index', '--url', `http://${CHARTS_HOST}`, dir], { env, signal })
  const index = join(dir, 'index.yaml')
  writeFileSync(index, readFileSync(index, 'utf8').replace(/^( *(?:created|generated): ).*$/gm, `$1"${CREATED}"`))
  rmSync(work, { recursive: true })
}
