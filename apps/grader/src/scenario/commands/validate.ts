// `scenario validate`: every fault of every file, at its place, without a cluster.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { loadCatalog } from '../catalog.ts'
import type { Scenario } from '../load.ts'
import { formatProblem, type Problem } from '../problem.ts'
import { prepareTask } from '../task.ts'

/** `ids` empty: all, with exams and curricula. */
export async function validateScenarios(root: string, ids: readonly string[], print: (line: string) => void): Promise<number> {
  const catalog = await loadCatalog(root)
  const wanted = (id: string) => ids.length === 0 || ids.includes(id)
  const scenarios = [...catalog.scenarios.values()].filter((scenario) => wanted(scenario.id))
  const shell = (await Promise.all(scenarios.map(shellProblems))).flat()
  const problems = [
    ...catalog.problems.filter((problem) => ids.length === 0 || ids.some((id) => problem.file.includes(`/${id}/`))),
    ...shell,
  ]
  for (const problem of problems) print(formatProblem(problem))
  const known = [...catalog.scenarios.keys(), ...catalog.problems.map((problem) => problem.file.split('/').slice(1, 3).join('/'))]
  const unknown = ids.filter((id) => !known.includes(id))
  for (const id of unknown) print(`there is no scenario ${id}`)
  print(`${scenarios.length} scenarios are well formed, ${problems.length} problems`)
  return problems.length + unknown.length === 0 ? 0 : 1
}

/** `bash -n` over every script, with parameters filled in. */
async function shellProblems(scenario: Scenario): Promise<Problem[]> {
  const task = prepareTask(scenario, 'validate')
  const scripts = [
    ...task.setup.flatMap((step) => (step.kind === 'run' ? [{ path: step.name, script: step.script }] : [])),
    ...task.solutions.map(({ name, script }) => ({ path: `solutions/${name}.sh`, script })),
    ...task.mistakes.map(({ name, script }) => ({ path: `mistakes/${name}.sh`, script })),
  ]
  const found = await Promise.all(scripts.map(async ({ path, script }) => ({ path, message: await syntaxError(script) })))
  return found.flatMap(({ path, message }) => {
    if (message === undefined) return []
    const line = Number(/line (\d+)/.exec(message)?.[1] ?? 1)
    return [{ file: join('scenarios', scenario.id, path), line, column: 1, field: '', message }]
  })
}

async function syntaxError(script: string): Promise<string | undefined> {
  try {
    await promisify(execFile)('bash', ['-n', '-c', script])
    return undefined
  } catch (error) {
    const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error)
    return stderr.split('\n')[0]
  }
}
