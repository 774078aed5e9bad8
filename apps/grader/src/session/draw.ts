// Draws a new attempt from the catalogue: the same seed gives the same tasks, names and hosts.
import type { Level } from '@unflunk/shared/checklist'
import { AppError } from '@unflunk/shared/error'
import type { ClusterShape, ExamSummary, ScenarioSummary } from '@unflunk/shared/scenario'
import { type Catalog, domainTitle, type Exam } from '../scenario/catalog.ts'
import { allowedDocs } from '../scenario/docs.ts'
import type { Scenario } from '../scenario/load.ts'
import { type PreparedTask, prepareTask } from '../scenario/task.ts'
import { drawHosts } from './hosts.ts'
import type { SessionState, TaskState } from './state.ts'
import { type Abilities, unavailable } from './unavailable.ts'

export function shapeOf({ nodes, bare, controlPlanes, kubernetes }: ClusterShape): ClusterShape {
  return { nodes, bare, controlPlanes, kubernetes }
}

export function scenarioSummary(catalog: Catalog, scenario: Scenario, abilities: Abilities): ScenarioSummary {
  const { title, domain, minutes, cluster } = scenario.file
  const why = unavailable(scenario, abilities)
  return {
    id: scenario.id,
    track: scenario.track,
    title,
    domain,
    domainTitle: domainTitle(catalog, scenario.track, domain),
    minutes,
    nodes: cluster.nodes,
    ...(why === undefined ? {} : { unavailable: why }),
  }
}

export function examSummary(catalog: Catalog, { id, blueprint }: Exam, abilities: Abilities): ExamSummary {
  const { title, about, track, minutes, passMark, tasks } = blueprint
  const reasons = tasks.flatMap(({ scenario }) => {
    const found = catalog.scenarios.get(scenario)
    const why = found && unavailable(found, abilities)
    return why === undefined ? [] : [`${scenario}: ${why}`]
  })
  return {
    id,
    title,
    about,
    track,
    minutes,
    passMark,
    tasks: tasks.length,
    ...(reasons[0] === undefined ? {} : { unavailable: reasons.join(' ') }),
  }
}

function requireScenario(catalog: Catalog, id: string, abilities: Abilities): Scenario {
  const scenario = catalog.scenarios.get(id)
  if (!scenario) throw new AppError('not-found', `There is no scenario ${id}.`, { next: 'Choose one from the catalogue.' })
  const why = unavailable(scenario, abilities)
  if (why !== undefined) throw new AppError('conflict', `"${scenario.file.title}" cannot be offered here. ${why}`)
  return scenario
}

/** The tasks of an attempt with their checks and solutions: never sent to the page before its end. */
export function prepareAll(catalog: Catalog, state: Pick<SessionState, 'seed' | 'tasks'>): Map<string, PreparedTask> {
  return new Map(
    state.tasks.map(({ id, scenario: scenarioId }) => {
      const scenario = catalog.scenarios.get(scenarioId)
      if (!scenario) {
        throw new AppError('not-found', `The scenario ${scenarioId} of this attempt is not in the catalogue any more.`, {
          next: 'Put it back, or abandon the attempt.',
        })
      }
      return [id, prepareTask(scenario, `${state.seed}/${id}`)] as const
    }),
  )
}

function drawTasks(catalog: Catalog, scenarios: readonly { scenario: Scenario; weight: number }[], seed: string): TaskState[] {
  const numbered = scenarios.map((one, index) => ({ ...one, id: `t${index + 1}`, number: index + 1 }))
  const hosts = drawHosts(
    seed,
    numbered.map(({ id, scenario }) => ({ id, track: scenario.track })),
  )
  return numbered.map(({ id, number, scenario, weight }) => {
    const { file, markdown } = prepareTask(scenario, `${seed}/${id}`)
    return {
      id,
      number,
      scenario: scenario.id,
      title: file.title,
      domain: file.domain,
      domainTitle: domainTitle(catalog, scenario.track, file.domain),
      weight,
      minutes: file.minutes,
      ...shapeOf(file.cluster),
      host: hosts.get(id) ?? id,
      markdown,
      quickReference: file.quickReference,
      hints: file.hints.length,
      flagged: false,
      done: false,
      opened: false,
      spentMs: 0,
      budgetAnswers: 0,
      cluster: { state: 'waiting', steps: [] },
    }
  })
}

export type Drawn = { id: string; seed: string; at: number; level: Level }

export function newState(
  { id, seed, at, level }: Drawn,
  tasks: TaskState[],
  rest: Pick<SessionState, 'kind' | 'source' | 'title' | 'minutes' | 'passMark' | 'allowedDocs'>,
): SessionState {
  return {
    id,
    seed,
    ...rest,
    phase: 'preparing',
    createdAt: at,
    creditedMs: 0,
    level,
    startLevel: level,
    checklists: [],
    coached: [],
    reviewed: false,
    alerted: [],
    currentTask: 't1',
    tasks,
    terminals: [],
    lastTerminal: 0,
    notes: '',
    steps: [],
  }
}

/** Throws AppError `not-found` or `conflict` when it cannot be offered. */
export function drawExam(catalog: Catalog, abilities: Abilities, examId: string, drawn: Drawn): SessionState {
  const exam = catalog.exams.get(examId)
  if (!exam) throw new AppError('not-found', `There is no exam ${examId}.`, { next: 'Choose one from the home page.' })
  const { title, minutes, passMark, tasks, allowedDocs } = exam.blueprint
  const scenarios = tasks.map(({ scenario, weight }) => ({ scenario: requireScenario(catalog, scenario, abilities), weight }))
  return newState(drawn, drawTasks(catalog, scenarios, drawn.seed), { kind: 'exam', source: examId, title, minutes, passMark, allowedDocs })
}

/** Practice has no clock; its minutes are the task's budget. Full marks pass. */
export function drawPractice(catalog: Catalog, abilities: Abilities, scenarioId: string, drawn: Drawn): SessionState {
  const scenario = requireScenario(catalog, scenarioId, abilities)
  const { title, minutes } = scenario.file
  const allowed = allowedDocs(catalog.docs, scenario.track)
  const tasks = drawTasks(catalog, [{ scenario, weight: 100 }], drawn.seed)
  return newState(drawn, tasks, { kind: 'practice', source: scenarioId, title, minutes, passMark: 100, allowedDocs: allowed })
}
