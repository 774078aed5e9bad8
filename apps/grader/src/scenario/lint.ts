// The rules of a fair scenario that a schema cannot tell: files, curriculum, ids, solutions, mistakes, and "every detail stands in task.md".
import type { Curriculum, ScenarioFile } from '@unflunk/shared/scenario'
import { parseAllDocuments } from 'yaml'
import { z } from 'zod'
import { celProblem } from '../grading/cel.ts'
import { demandsOf } from './demands.ts'
import { losesOf, mistakePaths, solutionPaths } from './files.ts'
import { type Problem, placeOf } from './problem.ts'
import { statesLiteral } from './stated.ts'

export interface LintInput {
  /** Folder name for messages. */
  readonly shown: string
  /** Filled files by path. */
  readonly files: ReadonlyMap<string, string>
  readonly file: ScenarioFile
  readonly problemAt: (path: readonly PropertyKey[], message: string) => Problem
  readonly curriculum: Curriculum | undefined
}

export function lintScenario(input: LintInput): Problem[] {
  return [lintCurriculum, lintChecks, lintSetup, lintManifests, lintSolutions, lintMistakes, lintStated].flatMap((lint) => lint(input))
}

function lintCurriculum({ file, curriculum, problemAt }: LintInput): Problem[] {
  if (!curriculum) return []
  const domain = curriculum.domains.find((candidate) => candidate.key === file.domain)
  if (!domain) return [problemAt(['domain'], `unknown domain "${file.domain}"; there are: ${keys(curriculum.domains)}`)]
  return file.bullets.flatMap((bullet, index) =>
    domain.bullets.some((candidate) => candidate.key === bullet)
      ? []
      : [problemAt(['bullets', index], `unknown bullet "${bullet}" of ${domain.key}; there are: ${keys(domain.bullets)}`)],
  )
}

function lintChecks({ file, problemAt }: LintInput): Problem[] {
  const problems: Problem[] = []
  for (const [index, check] of file.checks.entries()) {
    const at = (...path: PropertyKey[]) => ['checks', index, ...path]
    if (file.checks.findIndex((other) => other.id === check.id) !== index) problems.push(problemAt(at('id'), `"${check.id}" is used twice`))
    if (check.kind === 'resource' && check.cel !== undefined) {
      const message = celProblem(check.cel)
      if (message) problems.push(problemAt(at('cel'), message))
    }
    if (check.kind === 'can-i' && !check.guard && check.all.every((claim) => !claim.allowed)) {
      problems.push(problemAt(at('all'), 'only denies: an untouched cluster would pass; pair it with something that must be allowed'))
    }
    if (check.kind === 'connect' && !check.guard && check.all.every((claim) => !claim.open)) {
      problems.push(problemAt(at('all'), 'only blocks: pair it with something that must be open'))
    }
    const pattern = check.kind === 'file' ? check.text?.matches : check.kind === 'exec' ? check.stdout?.matches : undefined
    if (pattern !== undefined && !isRegExp(pattern))
      problems.push(problemAt(at(check.kind === 'file' ? 'text' : 'stdout', 'matches'), 'is not a regular expression'))
  }
  if (file.checks.every((check) => check.guard)) problems.push(problemAt(['checks'], 'every check is a guard: nothing earns points'))
  return problems
}

function isRegExp(pattern: string): boolean {
  try {
    new RegExp(pattern, 'm')
    return true
  } catch {
    return false // the only thing the constructor throws is a SyntaxError about the pattern
  }
}

function lintSetup({ shown, files, file, problemAt }: LintInput): Problem[] {
  const used = new Set<string>()
  const missing = file.setup.flatMap((step, index) => {
    const [field, path] = 'apply' in step ? ['apply', step.apply] : 'run' in step ? ['run', step.run] : []
    if (!field || !path) return []
    used.add(path)
    return files.has(path) ? [] : [problemAt(['setup', index, field], `there is no file ${path} in this folder`)]
  })
  const unused = [...files.keys()]
    .filter((path) => path.startsWith('setup/') && !used.has(path))
    .map((path) => fileProblem(shown, path, 'no setup step uses this file'))
  return [...missing, ...unused]
}

const Manifest = z.looseObject({ apiVersion: z.string(), kind: z.string(), metadata: z.looseObject({ name: z.string() }).optional() })

function lintManifests({ shown, files, file }: LintInput): Problem[] {
  const applied = file.setup.flatMap((step) => ('apply' in step ? [step.apply] : []))
  return applied.flatMap((path) => {
    const text = files.get(path)
    if (text === undefined) return []
    return parseAllDocuments(text, { prettyErrors: false, logLevel: 'error' }).flatMap((document) => {
      const error = document.errors[0]
      if (error) return [{ file: `${shown}/${path}`, ...placeOf(text, error.pos[0]), field: '', message: error.message }]
      if (document.contents === null) return []
      const parsed = Manifest.safeParse(document.toJS())
      if (parsed.success) return []
      return [
        {
          file: `${shown}/${path}`,
          ...placeOf(text, document.range?.[0] ?? 0),
          field: '',
          message: 'needs apiVersion, kind and metadata.name',
        },
      ]
    })
  })
}

function lintSolutions({ shown, files }: LintInput): Problem[] {
  const count = solutionPaths(files).length
  return count >= 2
    ? []
    : [fileProblem(shown, 'solutions/', `needs two or more *.sh of different kinds (imperative, manifest, edit); found ${count}`)]
}

function lintMistakes({ shown, files, file }: LintInput): Problem[] {
  const paths = mistakePaths(files)
  const problems =
    paths.length >= 2
      ? []
      : [fileProblem(shown, 'mistakes/', `needs two or more *.sh that a real candidate gets wrong; found ${paths.length}`)]
  const ids = new Set(file.checks.map((check) => check.id))
  for (const path of paths) {
    const loses = losesOf(files.get(path) ?? '')
    if (!loses || loses.length === 0) problems.push(fileProblem(shown, path, 'the first line must be `# loses: check-id, ...`'))
    for (const id of loses ?? []) {
      if (!ids.has(id)) problems.push(fileProblem(shown, path, `loses "${id}", which is no check; there are: ${[...ids].join(', ')}`))
    }
  }
  return problems
}

/** Rule 2: every detail that a check demands stands in task.md. Guards demand nothing: they only hold what was there. */
function lintStated({ files, file, problemAt }: LintInput): Problem[] {
  const task = files.get('task.md') ?? ''
  const needed = new Set<string>()
  const problems = file.checks.flatMap((check, index) => {
    if (check.guard) return []
    return demandsOf(check).flatMap(({ path, literal }) => {
      if (statesLiteral(task, literal)) return []
      needed.add(String(literal))
      if (file.unstated[String(literal)] !== undefined) return []
      return [
        problemAt(
          ['checks', index, ...path],
          `demands "${literal}", which task.md does not say: say it there, or list it under \`unstated:\` with the reason`,
        ),
      ]
    })
  })
  const needless = Object.keys(file.unstated)
    .filter((literal) => !needed.has(literal))
    .map((literal) => problemAt(['unstated', literal], 'no check demands this unsaid: remove it'))
  return [...problems, ...needless]
}

function keys(list: readonly { key: string }[]): string {
  return list.map((item) => item.key).join(', ')
}

function fileProblem(shown: string, path: string, message: string): Problem {
  return { file: `${shown}/${path}`, line: 1, column: 1, field: '', message }
}
