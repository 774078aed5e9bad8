// Everything in scenarios/: scenarios, exams and curricula, validated together.
import { join } from 'node:path'
import type { DocsSite } from '@unflunk/shared/docs'
import type { LookUpQuestion } from '@unflunk/shared/drill'
import { Blueprint, Curriculum, type ExamTrack } from '@unflunk/shared/scenario'
import { docsProblems, loadDocs } from './docs.ts'
import { loadScenario, type Scenario } from './load.ts'
import { loadLookUps } from './look-ups.ts'
import type { Problem } from './problem.ts'
import { folderEntries, readYamlFolder } from './yaml-folder.ts'

/** `id` is the file's name without `.yaml`. */
export interface Exam {
  readonly id: string
  readonly blueprint: Blueprint
}

export interface Catalog {
  readonly scenarios: ReadonlyMap<string, Scenario>
  readonly exams: ReadonlyMap<string, Exam>
  readonly curricula: ReadonlyMap<ExamTrack, Curriculum>
  /** The allowed documentation sites with their pages. */
  readonly docs: readonly DocsSite[]
  /** Questions of the look-up drill. */
  readonly lookUps: readonly LookUpQuestion[]
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
  const docs = await loadDocs(root, curricula)
  const lookUps = await loadLookUps(root, docs.sites, curricula)
  const problems = [
    docs.problems,
    docsProblems(docs.sites, [...scenarios.values()]),
    lookUps.problems,
    curriculumFiles.flatMap(({ yaml }) => yaml.problems),
    loaded.flatMap((one) => one.problems),
    examFiles.flatMap((one) => one.problems),
  ]
  return { scenarios, exams: new Map(exams), curricula, docs: docs.sites, lookUps: lookUps.questions, problems: problems.flat() }
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
