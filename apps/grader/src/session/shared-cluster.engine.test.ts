// Two tasks on one real cluster: each has its name, its clock of readiness and its grade, and no slip comes of sharing.
import { expect, it, onTestFinished } from 'vitest'
import { dockerEngine } from '../sandbox/docker-engine.ts'
import { LABEL } from '../sandbox/labels.ts'
import { TestAttempt } from '../testing/test-attempt.ts'

let attempt: TestAttempt

it('two tasks share a cluster, and neither notices the other', { timeout: 600_000 }, async () => {
  attempt = await TestAttempt.withExam('shared', { 'cka/rbac-night-report': 50, 'cka/service-ledger': 50 })
  onTestFinished(() => attempt.cleanUp())
  await attempt.grader.start()
  await startsOneCluster()
  await hasAMachineOfEachName()
  await isGradedTaskByTask()
})

/** Of a share of the memory that is less than a cluster takes, all tasks that may share one do. */
async function startsOneCluster(): Promise<void> {
  await attempt.sandboxIsReady()
  await attempt.grader.call('saveMachineSettings', {}, { memoryShare: 1, keepReady: false })
  expect(await attempt.grader.call('examOutlook', { exam: 'two' })).toMatchObject({ tasks: 2, clusters: 1 })
  await attempt.begin('startExam', { exam: 'two' })
  await attempt.reaches('running', 300_000)
  const nodes = await dockerEngine().containers({ [LABEL.session]: attempt.id, [LABEL.role]: 'node' })
  expect(nodes.map(({ labels }) => labels[LABEL.cluster])).toEqual(['t1'])
  expect((await attempt.view()).tasks.map(({ cluster }) => cluster.state)).toEqual(['ready', 'ready'])
}

async function hasAMachineOfEachName(): Promise<void> {
  const [first, second] = (await attempt.view()).tasks
  const shell = attempt.terminal()
  for (const { host } of [first, second].filter((task) => task !== undefined)) {
    await shell.type(`ssh ${host}\n`)
    await shell.until((text) => text.endsWith(`@${host}:~$ `), 60_000)
    expect(await shell.run('hostname')).toContain(`${host}\r\ndone-`)
    await shell.type('sudo -i\n')
    await shell.until((text) => text.endsWith(`root@${host}:~# `), 60_000)
    expect(await shell.run('kubectl get nodes')).toContain('controlplane')
    await shell.type('exit\n')
    await shell.until((text) => text.endsWith(`@${host}:~$ `))
    await shell.type('exit\n')
    await shell.until((text) => text.endsWith('@base:~$ '))
  }
  shell.close()
}

/** Solves the second task alone, with its page open. */
async function isGradedTaskByTask(): Promise<void> {
  await attempt.call('openTask', { task: 't2' })
  await attempt.solve('t2')
  await attempt.call('endSession')
  await attempt.reaches('finished', 120_000)
  const { tasks, habits, couldNotCheck } = await attempt.call('result')
  expect(couldNotCheck).toBe(0)
  expect(tasks.map(({ grade }) => [grade.points === grade.of, grade.points > 0])).toEqual([
    [false, false],
    [true, true],
  ])
  expect(habits.cards.flatMap((card) => card.findings).filter(({ rule, kind }) => rule === 'wrong-place' && kind === 'slip')).toEqual([])
  const lines = await attempt.stored((storage) => storage.eventLines(attempt.id))
  const changes = lines.map((line) => JSON.parse(line)).filter(({ type }) => type === 'object-changed')
  expect([...new Set(changes.map(({ task, cluster }) => `${task} on ${cluster}`))]).toEqual(['t2 on t1'])
}
