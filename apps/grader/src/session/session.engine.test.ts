// A short exam on real clusters, from start to result, with a grader that is killed in the middle of it.
import { sockets } from '@unflunk/shared/api'
import { expect, it, onTestFinished } from 'vitest'
import { parseLog } from '../habits/recorder.ts'
import { openTestSandbox, TestAttempt } from '../testing/test-attempt.ts'

let attempt: TestAttempt

/** One story in one test: its parts build on each other, so only the whole can be tried again. */
it('sits a short exam with a grader that is killed twice', { timeout: 900_000 }, async () => {
  attempt = await TestAttempt.withExam('session', { 'cka/rbac-night-report': 60, 'cka/service-ledger': 40 })
  onTestFinished(() => attempt.cleanUp())
  await attempt.grader.start()
  await startsTheClock()
  await keepsTheExamSealed()
  await wakesWhatSshNames()
  await gradesSilently()
  await survivesAKill()
  await endsWithAResult()
  await canBeDeleted()
})

/** Starts the clock when both clusters are ready, and allows no second attempt meanwhile. */
async function startsTheClock(): Promise<void> {
  await attempt.sandboxIsReady()
  const started = await attempt.begin('startExam', { exam: 'two' })
  expect(started).toMatchObject({ phase: 'preparing', tasks: [{ markdown: '' }, { markdown: '' }] })
  await expect(attempt.grader.call('startPractice', {}, { scenario: 'cka/service-ledger' })).rejects.toThrow(/still running/)
  await attempt.reaches('running', 240_000)
  const running = await attempt.view()
  expect((running.endsAt ?? 0) - (running.startedAt ?? 0)).toBe(30 * 60_000)
  expect(running.tasks.map(({ host }) => host)).toEqual([expect.stringMatching(/^cka\d{4}$/), expect.stringMatching(/^cka\d{4}$/)])
  expect(running.terminals).toEqual([{ id: 'x1', title: 'terminal 1', exited: false }])
}

/** Gives no grade, hint, solution or reset in an exam. */
async function keepsTheExamSealed(): Promise<void> {
  for (const name of ['gradeTask', 'resetTask', 'hint', 'solution'] as const) {
    await expect(attempt.call(name, { task: 't1', index: '0' }), name).rejects.toThrow(/forbidden/)
  }
}

/** The task that nobody has opened sleeps soon after its set-up; an ssh to its host finds it awake, with no node lost, and the log says so. */
async function wakesWhatSshNames(): Promise<void> {
  const stateOf = async (number: number) => (await attempt.view()).tasks[number - 1]?.cluster.state
  await expect.poll(() => stateOf(2), { timeout: 240_000, interval: 500 }).toBe('frozen')
  expect(await stateOf(1)).toBe('ready')
  const host = (await attempt.view()).tasks[1]?.host ?? ''
  const shell = attempt.terminal()
  await shell.type(`ssh ${host}\n`)
  await shell.until((text) => text.includes(`@${host}`))
  expect(await stateOf(2)).toBe('ready')
  const nodes = await shell.run('kubectl get nodes')
  expect(nodes).toMatch(/ Ready /)
  expect(nodes).not.toContain('NotReady')
  await shell.type('exit\n')
  await shell.until((text) => text.slice(text.lastIndexOf('closed.')).includes('@base'))
  shell.close()
  const events = parseLog(await attempt.stored((storage) => storage.eventLines(attempt.id))).events
  expect(events).toContainEqual(expect.objectContaining({ type: 'thawed', task: 't2' }))
}

/** Grades a solved task silently when it is left. */
async function gradesSilently(): Promise<void> {
  expect(await attempt.solve('t1')).toContain('night-report')
  await attempt.call('openTask', { task: 't2' })
  await attempt.call('markTask', { task: 't2' }, { flagged: true })
  await attempt.call('saveNotes', {}, { notes: 'do the second one' })
  const grades = () => attempt.stored((storage) => storage.grades(attempt.id))
  const silent = async () => (await grades()).map(({ task, kind, grade }) => [task, kind, grade.points === grade.of])
  await expect.poll(silent, { timeout: 60_000, interval: 1_000 }).toEqual([['t1', 'silent', true]])
}

/** Loses nothing when the grader is killed: vim, notes, flags, and the time is given back. */
async function survivesAKill(): Promise<void> {
  const before = attempt.terminal()
  await before.type('vim answer.txt\n')
  await before.until((text) => text.includes('answer.txt'))
  await before.type('ihalf a sentence')
  await before.until((text) => text.includes('half a sentence'))
  const { endsAt = 0 } = await attempt.view()
  await attempt.grader.end('SIGKILL')
  const away = Date.now()
  await new Promise((resolve) => setTimeout(resolve, 2_000)) // the time that has to be given back
  await attempt.grader.start()
  await expect.poll(async () => (await attempt.view()).creditedMs, { timeout: 60_000 }).toBeGreaterThan(2_000)

  const after = await attempt.view()
  expect(after).toMatchObject({ phase: 'running', currentTask: 't2', notes: 'do the second one' })
  expect(after.tasks.map(({ flagged }) => flagged)).toEqual([false, true])
  expect((after.endsAt ?? 0) - endsAt).toBe(after.creditedMs)
  expect(after.creditedMs).toBeLessThan(Date.now() - away + 2_500)

  const again = attempt.terminal()
  await again.until((text) => text.includes('half a sentence'))
  await again.type(' and the rest\x1b:wq\n')
  // What is typed while vim gives the terminal back is thrown away by it.
  await again.until((text) => /written[\s\S]*@base:~\$ $/.test(text))
  const printed = await again.run('cat answer.txt')
  expect(printed).toContain('half a sentence and the rest')
  again.close()
}

/** Ends with a score, habits and a recording, also when it is killed while it grades, and takes the machines away. */
async function endsWithAResult(): Promise<void> {
  await attempt.call('endSession')
  await attempt.grader.end('SIGKILL')
  await attempt.grader.start()
  await attempt.reaches('finished', 120_000)
  const result = await attempt.call('result')
  expect(result).toMatchObject({ score: 60, passed: true, couldNotCheck: 0, endedReason: 'candidate', minutes: 30 })
  expect(result.tasks.map(({ grade, solutions }) => [grade.points === grade.of, solutions.length > 1])).toEqual([
    [true, true],
    [false, true],
  ])
  expect(result.habits.cards).toHaveLength(14)
  expect(result.recordings).toMatchObject([{ terminal: 'x1' }])
  const recording = await (await attempt.grader.get(sockets.recording, { id: attempt.id, terminal: 'x1' })).text()
  expect(JSON.parse(recording.slice(0, recording.indexOf('\n')))).toMatchObject({ version: 3 })
  expect(recording).toContain('half a sentence')
  const sandbox = await openTestSandbox()
  await expect.poll(() => sandbox.sessions(), { timeout: 60_000, interval: 1_000 }).not.toContain(attempt.id)
}

/** Can be deleted with all it left. */
async function canBeDeleted(): Promise<void> {
  await attempt.call('deleteAttempt')
  expect((await attempt.grader.call('home')).attempts).toEqual([])
  await expect(attempt.call('result')).rejects.toThrow(/no such attempt/)
}
