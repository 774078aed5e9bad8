// `scenario list`: what there is.
import { domainTitle, loadCatalog } from '../catalog.ts'
import { formatProblem } from '../problem.ts'
import { renderTable } from '../table.ts'

export async function listScenarios(root: string, print: (line: string) => void): Promise<number> {
  const catalog = await loadCatalog(root)
  const rows = [...catalog.scenarios.values()].map(({ id, track, file }) => [
    id,
    file.title,
    domainTitle(catalog, track, file.domain),
    `${file.minutes} min`,
    `${file.checks.reduce((sum, check) => sum + (check.guard ? 0 : check.points), 0)} points`,
  ])
  print(renderTable(['id', 'title', 'domain', 'time', 'worth'], rows))
  for (const { id, blueprint } of catalog.exams.values())
    print(`exam ${id}: ${blueprint.title}, ${blueprint.tasks.length} tasks, ${blueprint.minutes} min`)
  for (const problem of catalog.problems) print(formatProblem(problem))
  return catalog.problems.length === 0 ? 0 : 1
}
