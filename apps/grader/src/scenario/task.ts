// One scenario with its parameters drawn: what a session sets up, shows and grades.
import type { Check, Claim } from '@unflunk/shared/check'
import { AppError } from '@unflunk/shared/error'
import { type Need, ScenarioFile, type ShownSolution } from '@unflunk/shared/scenario'
import { losesOf, mistakePaths, solutionPaths } from './files.ts'
import { fillAll, type Scenario } from './load.ts'
import { drawValues, type Values } from './parameters.ts'
import { parseYamlFile } from './yaml-file.ts'

export type PreparedStep =
  | { readonly kind: 'apply'; readonly name: string; readonly manifest: string }
  | { readonly kind: 'run'; readonly name: string; readonly script: string; readonly on: string; readonly as: 'root' | 'candidate' }
  | { readonly kind: 'until'; readonly claim: Claim; readonly timeoutSeconds: number }

/** `loses`: the checks that fail after this mistake, and no others. */
export interface Mistake extends ShownSolution {
  readonly loses: readonly string[]
}

export interface PreparedTask {
  readonly scenario: string
  readonly seed: string
  readonly values: Values
  readonly file: ScenarioFile
  /** task.md, filled. */
  readonly markdown: string
  /** notes.md, filled: shown with the result. */
  readonly notes: string
  /** What its cluster must be given before the setup. */
  readonly needs: readonly Need[]
  readonly setup: readonly PreparedStep[]
  readonly checks: readonly Check[]
  readonly solutions: readonly ShownSolution[]
  readonly mistakes: readonly Mistake[]
}

/** Pure: the same scenario and seed give the same task. */
export function prepareTask(scenario: Scenario, seed: string): PreparedTask {
  const values = drawValues(scenario.parameters, seed)
  const files = fillAll(scenario.files, values)
  const yaml = parseYamlFile(`${scenario.id}/scenario.yaml`, scenario.files.get('scenario.yaml') ?? '', ScenarioFile, values)
  const file = yaml.value
  if (!file)
    throw new AppError('internal', `${scenario.id} is not valid with the values ${JSON.stringify(values)}`, {
      next: 'npm run scenario validate',
    })
  const script = (path: string): ShownSolution => ({ name: path.replace(/^.*\//, '').replace(/\.sh$/, ''), script: files.get(path) ?? '' })
  return {
    scenario: scenario.id,
    seed,
    values,
    file,
    markdown: files.get('task.md') ?? '',
    notes: files.get('notes.md') ?? '',
    needs: file.cluster.needs,
    setup: file.setup.map((step) => prepareStep(step, files)),
    checks: file.checks,
    solutions: solutionPaths(files).map(script),
    mistakes: mistakePaths(files).map((path) => ({ ...script(path), loses: losesOf(files.get(path) ?? '') ?? [] })),
  }
}

function prepareStep(step: ScenarioFile['setup'][number], files: ReadonlyMap<string, string>): PreparedStep {
  if ('apply' in step) return { kind: 'apply', name: step.apply, manifest: files.get(step.apply) ?? '' }
  if ('run' in step) return { kind: 'run', name: step.run, script: files.get(step.run) ?? '', on: step.on, as: step.as }
  return { kind: 'until', claim: step.until, timeoutSeconds: step.timeout }
}
