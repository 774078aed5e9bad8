// Grading of the whole mini mock, all tasks at once, clusters awake and answers right.
import { join, resolve } from 'node:path'
import { gradeTask } from '../../apps/grader/src/grading/grade.ts'
import { systemClock } from '../../apps/grader/src/lib/clock.ts'
import { noProgress } from '../../apps/grader/src/lib/progress.ts'
import type { Sandbox } from '../../apps/grader/src/sandbox/fleet.ts'
import { loadCatalog } from '../../apps/grader/src/scenario/catalog.ts'
import { playScript } from '../../apps/grader/src/scenario/proof-run.ts'
import { runSetup } from '../../apps/grader/src/scenario/setup.ts'
import { prepareTask } from '../../apps/grader/src/scenario/task.ts'
import type { Figure } from './figure.ts'

const EXAM = 'mini-mock-1'

export async function gradingFigure(sandbox: Sandbox): Promise<Figure> {
  const catalog = await loadCatalog(join(resolve(import.meta.dirname, '../..'), 'scenarios'))
  const exam = catalog.exams.get(EXAM)
  if (!exam) throw new Error(`there is no exam ${EXAM}`)
  const tasks = exam.blueprint.tasks.flatMap(({ scenario: id }, index) => {
    const scenario = catalog.scenarios.get(id)
    return scenario ? [{ id: `t${index + 1}`, host: `cka${1111 * (index + 1)}`, task: prepareTask(scenario, 'bench') }] : []
  })
  const clusters = tasks.map(({ id, host, task }) => ({ id, host, nodes: task.file.cluster.nodes }))
  const { fleet, ready } = await sandbox.createFleet({ sessionId: 'bench', clusters }, noProgress)
  const signal = new AbortController().signal
  try {
    const solved = []
    // One after the other: the figure is the grading, not the way there.
    for (const { id, host, task } of tasks) {
      const cluster = await ready(id)
      await cluster.acquire('bench')
      await runSetup({ task, cluster, clock: systemClock, progress: noProgress })
      const [solution] = task.solutions
      if (!solution) throw new Error(`${task.scenario} has no solution`)
      const faults = await playScript(fleet.base, host, solution.script, signal)
      if (faults.length > 0) throw new Error(`${task.scenario}: ${faults.join('; ')}`)
      const settled = await gradeTask({ checks: task.checks, cluster, clock: systemClock })
      if (settled.points !== settled.of) throw new Error(`${task.scenario} scores ${settled.points} of ${settled.of} with its own solution`)
      solved.push({ checks: task.checks, cluster })
    }
    const begun = systemClock.now()
    await Promise.all(solved.map((one) => gradeTask({ ...one, clock: systemClock })))
    return {
      id: 'grading',
      title: 'grading of six tasks, awake and right',
      unit: 's',
      value: (systemClock.now() - begun) / 1000,
      target: 5,
    }
  } finally {
    await fleet.dispose()
  }
}
