// Folder -> validated scenario. Every fault is told at its line and column, all of them at once.
import { readdir, readFile } from 'node:fs/promises'
import { basename, join, relative, sep } from 'node:path'
import { type Curriculum, ExamTrack, Parameter, ScenarioFile } from '@unflunk/shared/scenario'
import { z } from 'zod'
import { fill, marksIn, withPlaceholders } from './fill.ts'
import { lintScenario } from './lint.ts'
import { type Parameters, sampleValues, type Values } from './parameters.ts'
import { type Problem, placeOf } from './problem.ts'
import { parseYamlFile, type YamlFile } from './yaml-file.ts'

/** A scenario whose files are valid for every choice of its parameters. Texts are as written; `prepareTask` fills them. */
export interface Scenario {
  /** The folder, as `cka/rbac-viewer`. */
  readonly id: string
  readonly track: ExamTrack
  readonly folder: string
  readonly parameters: Parameters
  /** scenario.yaml with sample values: for what does not depend on parameters (title, domain, minutes, cluster). */
  readonly file: ScenarioFile
  /** Text of every file by its path inside the folder. */
  readonly files: ReadonlyMap<string, string>
}

export interface LoadedScenario {
  readonly scenario: Scenario | undefined
  readonly problems: Problem[]
}

/** Loads `root/id`. `curriculum` of the scenario's track; undefined when there is none (told as a problem elsewhere). */
export async function loadScenario(
  root: string,
  id: string,
  curriculum: Curriculum | undefined,
  trackName: string | undefined = id.split('/')[0],
): Promise<LoadedScenario> {
  const folder = join(root, id)
  const shown = `${basename(root)}/${id}`
  const files = await readFolder(folder)
  const whole = (file: string, message: string): Problem => ({ file: `${shown}/${file}`, line: 1, column: 1, field: '', message })
  const track = ExamTrack.safeParse(trackName)
  const source = files.get('scenario.yaml')
  if (source === undefined) return { scenario: undefined, problems: [whole('scenario.yaml', 'is missing')] }
  const problems = ['task.md', 'notes.md'].filter((name) => !files.has(name)).map((name) => whole(name, 'is missing'))
  if (!track.success) problems.push(whole('scenario.yaml', 'the folder must be inside cka/ or cks/'))

  const parameters = readParameters(`${shown}/scenario.yaml`, source)
  problems.push(...parameters.problems)
  if (!parameters.value) return { scenario: undefined, problems }

  problems.push(...lintMarks(shown, files, parameters.value))
  const samples = sampleValues(parameters.value)
  const parsed = samples.map((values) => ({ values, yaml: parseYamlFile(`${shown}/scenario.yaml`, source, ScenarioFile, values) }))
  for (const { yaml, values } of parsed) {
    const found = [...yaml.problems]
    if (yaml.value) {
      found.push(...lintScenario({ shown, files: fillAll(files, values), file: yaml.value, problemAt: yaml.problemAt, curriculum }))
    }
    // The same fault with other values is no news.
    problems.push(...found.filter((problem) => !problems.some((known) => samePlace(known, problem))))
  }
  const file = parsed[0]?.yaml.value
  const scenario =
    file && track.success && problems.length === 0
      ? { id, track: track.data, folder, parameters: parameters.value, file, files }
      : undefined
  return { scenario, problems: inOrder(problems) }
}

/** All text files of a folder by relative path with `/`. Throws when the folder cannot be read. */
export async function readFolder(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const texts = await Promise.all(
    paths.sort().map(async (path) => [relative(folder, path).split(sep).join('/'), await readFile(path, 'utf8')] as const),
  )
  return new Map(texts)
}

export function fillAll(files: ReadonlyMap<string, string>, values: Values): Map<string, string> {
  return new Map([...files].map(([path, text]) => [path, fill(text, values).text]))
}

/** The parameters come first: the rest of the file may not be valid yaml before they are filled in. */
function readParameters(file: string, source: string): YamlFile<Parameters> {
  const Head = z
    .object({ parameters: ScenarioFile.shape.parameters.unwrap().optional() })
    .transform((head): Parameters => head.parameters ?? {})
  const head = parseYamlFile(file, withPlaceholders(source), Head)
  const empty = Object.entries(head.value ?? {}).filter(
    ([, parameter]) => 'from' in parameter && Parameter.parse(parameter) && parameter.from > parameter.to,
  )
  const problems = [...head.problems, ...empty.map(([name]) => head.problemAt(['parameters', name], '`from` is greater than `to`'))]
  return { ...head, problems }
}

function lintMarks(shown: string, files: ReadonlyMap<string, string>, parameters: Parameters): Problem[] {
  const used = new Set<string>()
  const unknown = [...files].flatMap(([path, text]) =>
    marksIn(text).flatMap(({ name, offset }): Problem[] => {
      used.add(name)
      if (name in parameters) return []
      const known = Object.keys(parameters).join(', ') || 'none'
      return [
        { file: `${shown}/${path}`, ...placeOf(text, offset), field: '', message: `unknown parameter {{${name}}}; there are: ${known}` },
      ]
    }),
  )
  const source = files.get('scenario.yaml') ?? ''
  const unused = Object.keys(parameters)
    .filter((name) => !used.has(name))
    .map((name) => {
      const at = placeOf(source, Math.max(0, source.search(new RegExp(`^ +${name}:`, 'm'))))
      return { file: `${shown}/scenario.yaml`, ...at, field: `parameters.${name}`, message: `is never used as {{${name}}}` }
    })
  // The catalogue shows the title before anything is drawn.
  const title = marksIn(/^title:.*$/m.exec(source)?.[0] ?? '').length > 0
  const titleAt = { file: `${shown}/scenario.yaml`, ...placeOf(source, Math.max(0, source.search(/^title:/m))), field: 'title' }
  return [...unknown, ...unused, ...(title ? [{ ...titleAt, message: 'must not hold a parameter' }] : [])]
}

function samePlace(a: Problem, b: Problem): boolean {
  return a.file === b.file && a.line === b.line && a.column === b.column && a.field === b.field
}

function inOrder(problems: readonly Problem[]): Problem[] {
  return [...problems].sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column)
}
