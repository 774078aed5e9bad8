// Everything in scenarios/: scenarios, exams and curricula, validated together.
import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Blueprint, Curriculum, type ExamTrack } from '@unflunk/shared/scenario'
import type { z } from 'zod'
import { loadScenario, readFolder, type Scenario } from './load.ts'
import type { Problem } from './problem.ts'
import { parseYamlFile } from './yaml-file.ts'

/** `id` is the file's name without `.yaml`. */
export interface Exam {
  readonly id: string
  readonly blueprint: Blueprint
}

export interface Catalog {
  readonly scenarios: ReadonlyMap<string, Scenario>
  readonly exams: ReadonlyMap<string, Exam>
  readonly curricula: ReadonlyMap<ExamTrack, Curriculum>
  /** A scenario or exam with problems is left out of the maps above. */
  readonly problems: readonly Problem[]
}

/** `root` is the scenarios folder. Throws only when it cannot be read at all. */
export async function loadCatalog(root: string): Promise<Catalog> {
  const curriculumFiles = await readYamlFolder(root, 'curriculum', Curriculum)
  const curricula = new Map(curriculumFiles.flatMap(({ yaml }) => (yaml.value ? [[yaml.value.track, yaml.value] as const] : [])))
  const ids = await scenarioIds(root)
  const loaded = await Promise.all(
    ids.map((id) =>
      loadScenario(
        root,
        id,
        [...curricula.values()].find(({ track }) => id.startsWith(`${track}/`)),
      ),
    ),
  )
  const scenarios = new Map(loaded.flatMap(({ scenario }) => (scenario ? [[scenario.id, scenario] as const] : [])))
  const examFiles = (await readYamlFolder(root, 'exams', Blueprint)).map(({ id, yaml }) => ({
    id,
    blueprint: yaml.value,
    problems: [...yaml.problems, ...(yaml.value ? examProblems(yaml.value, ids, yaml.problemAt) : [])],
  }))
  const exams = examFiles.flatMap(({ id, blueprint, problems }) =>
    // An exam with a broken scenario is not offered either; the scenario's own problems say why.
    blueprint && problems.length === 0 && blueprint.tasks.every((task) => scenarios.has(task.scenario))
      ? [[id, { id, blueprint }] as const]
      : [],
  )
  const problems = [
    curriculumFiles.flatMap(({ yaml }) => yaml.problems),
    loaded.flatMap((one) => one.problems),
    examFiles.flatMap((one) => one.problems),
  ]
  return { scenarios, exams: new Map(exams), curricula, problems: problems.flat() }
}

/** The title of a domain as candidates know it; the key itself when the curriculum does not have it. */
export function domainTitle(catalog: Catalog, track: ExamTrack, key: string): string {
  return catalog.curricula.get(track)?.domains.find((domain) => domain.key === key)?.title ?? key
}

function examProblems(
  blueprint: Blueprint,
  ids: readonly string[],
  problemAt: (path: readonly PropertyKey[], message: string) => Problem,
): Problem[] {
  const unknown = blueprint.tasks.flatMap((task, index) =>
    ids.includes(task.scenario) ? [] : [problemAt(['tasks', index, 'scenario'], `there is no scenario "${task.scenario}"`)],
  )
  const sum = blueprint.tasks.reduce((total, task) => total + task.weight, 0)
  const off = Math.abs(sum - 100) > 1e-9
  return off ? [...unknown, problemAt(['tasks'], `the weights add up to ${sum}, not to 100`)] : unknown
}

async function scenarioIds(root: string): Promise<string[]> {
  const tracks = ['cka', 'cks'] as const
  const lists = await Promise.all(
    tracks.map(async (track) =>
      (await folderEntries(join(root, track))).filter((entry) => entry.isDirectory()).map((entry) => `${track}/${entry.name}`),
    ),
  )
  return lists.flat().sort()
}

async function readYamlFolder<S extends z.ZodType>(root: string, folder: string, schema: S) {
  const exists = (await folderEntries(root)).some((entry) => entry.name === folder)
  const files = exists ? await readFolder(join(root, folder)) : new Map<string, string>()
  return [...files]
    .filter(([path]) => path.endsWith('.yaml'))
    .map(([path, text]) => ({ id: path.replace(/\.yaml$/, ''), yaml: parseYamlFile(`${basename(root)}/${folder}/${path}`, text, schema) }))
}

async function folderEntries(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true })
  } catch (error) {
    // A track without scenarios is a smaller catalogue, not a fault.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}
