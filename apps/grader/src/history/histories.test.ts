import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../lib/clock.ts'
import { lineLogger } from '../lib/logger.ts'
import { loadCatalog } from '../scenario/catalog.ts'
import { apply } from '../session/change.ts'
import { drawExam } from '../session/draw.ts'
import { SandboxKeeper } from '../session/sandbox-keeper.ts'
import { Sessions } from '../session/sessions.ts'
import { summaryOf } from '../session/view.ts'
import { openStorage } from '../storage/open-storage.ts'
import type { Storage } from '../storage/storage.ts'
import { sandboxWithoutEngine } from '../testing/lone-grader.ts'
import { ManualClock } from '../testing/manual-clock.ts'
import { Histories } from './histories.ts'

const NOW = Date.UTC(2026, 10, 25, 12)
const MINUTE = 60_000

describe('the history of stored attempts', () => {
  let home: string
  let storage: Storage
  const log: string[] = []
  const logger = lineLogger(systemClock, (line) => log.push(line))

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'unflunk-history-'))
    storage = await openStorage(home)
  })

  afterAll(async () => {
    await storage.close()
    await rm(home, { recursive: true })
  })

  async function parts() {
    const clock = new ManualClock(NOW)
    const catalog = await loadCatalog(resolve(import.meta.dirname, '../../../../scenarios'))
    const sandbox = sandboxWithoutEngine()
    const keeper = new SandboxKeeper({ sandbox, clock, logger })
    const sessions = new Sessions({
      clock,
      logger,
      storage,
      sandbox,
      keeper,
      catalog,
      keepsReady: false,
      owner: 'test',
      random: () => 'x',
    })
    const histories = new Histories({
      clock,
      logger,
      storage,
      catalog,
      isOffered: (scenario) => sessions.isOffered(scenario),
      result: (attempt) => sessions.result(attempt),
      drills: async () => [],
    })
    return { catalog, sessions, histories }
  }

  /** A mock exam of an hour ago that ended after its first task, with a prediction. */
  async function sit(id: string): Promise<void> {
    const { catalog } = await parts()
    const [exam] = catalog.exams.keys()
    const at = NOW - 60 * MINUTE
    let state = drawExam(catalog, new Set(), exam ?? '', { id, seed: 'seed', at, level: 'exam' })
    state = apply(state, { type: 'started', at })
    state = apply(state, { type: 'self-report', report: { prediction: 80 } })
    state = apply(state, { type: 'ended', reason: 'candidate', at: at + 10 * MINUTE })
    state = apply(state, { type: 'graded', score: 0 })
    await storage.saveAttempt({ summary: summaryOf(state), state })
    await storage.saveTasks(id, state.tasks)
    const events = await storage.openEvents(id)
    const common = { v: 1, attempt: id }
    events.append(JSON.stringify({ ...common, seq: 1, at, type: 'started', minutes: 45, tasks: 6 }))
    events.append(JSON.stringify({ ...common, seq: 2, at: at + 9 * MINUTE, type: 'prediction', percent: 80 }))
    events.append(JSON.stringify({ ...common, seq: 3, at: at + 10 * MINUTE, type: 'ended', reason: 'candidate', msLeft: 35 * MINUTE }))
    await events.close()
  }

  it('is empty at first, and offers a first task', async () => {
    const { histories } = await parts()
    const { attempts, advices, next } = await histories.history()
    expect([attempts, advices.length, next.map(({ reason }) => reason)]).toEqual([[], 14, ['first']])
  })

  it('tells an attempt with its prediction, and covers what was worked on', async () => {
    await sit('a1')
    const { histories } = await parts()
    const { attempts, coverage, next } = await histories.history()
    expect(attempts).toMatchObject([{ id: 'a1', kind: 'exam', score: 0, tasks: 6, selfReport: { prediction: 80 } }])
    expect(coverage[0]?.attempted).toBeGreaterThan(0)
    expect(next[0]?.reason).toBe('domain')
  })

  it('lets better rules read an old log again, and keeps what they say', async () => {
    const { sessions } = await parts()
    const today = await sessions.result('a1')
    const { rules: _, checklists: __, ...old } = today.habits
    await storage.saveResult('a1', { ...today, habits: { ...old, cards: [] } })
    expect((await sessions.result('a1')).habits).toEqual(today.habits)
    expect(await storage.result('a1')).toMatchObject({ habits: { rules: today.habits.rules } })
  })

  it('leaves a stored result alone whose tasks were changed since', async () => {
    const { sessions } = await parts()
    const today = await sessions.result('a1')
    const { rules: _, checklists: __, ...old } = today.habits
    const tasks = today.tasks.map((task) => ({ ...task, markdown: 'Another text.' }))
    await storage.saveResult('a1', { ...today, tasks, habits: { ...old, cards: [] } })
    expect((await sessions.result('a1')).habits).toEqual({ ...old, cards: [], checklists: [] })
    await storage.saveResult('a1', today)
  })

  it('counts what was graded in practice, though the practice was abandoned', async () => {
    const { histories, catalog } = await parts()
    const scenario = [...catalog.scenarios.values()].find(({ file }) => file.domain === 'workloads-scheduling')
    await storage.saveAttempt({
      summary: { id: 'p1', kind: 'practice', source: 's', title: 'P', phase: 'abandoned', createdAt: NOW - 5 * MINUTE },
      state: {},
    })
    await storage.saveTasks('p1', [{ id: 't1', number: 1, scenario: scenario?.id ?? '', domain: 'workloads-scheduling', weight: 100 }])
    await storage.addGrade('p1', { task: 't1', kind: 'practice', grade: { points: 3, of: 3, at: NOW - MINUTE, verdicts: [] } })
    const domain = (await histories.history()).coverage[0]?.domains.find(({ key }) => key === 'workloads-scheduling')
    expect(domain).toMatchObject({ solved: 9, lastAt: NOW - MINUTE })
  })

  it('leaves out an attempt that cannot be read, and says so in the log', async () => {
    await storage.saveAttempt({
      summary: { id: 'bad', kind: 'exam', source: 's', title: 'Bad', phase: 'finished', createdAt: 1 },
      state: {},
    })
    const { histories } = await parts()
    expect((await histories.history()).attempts.map(({ id }) => id)).toEqual(['a1'])
    expect(log.some((line) => line.includes('the attempt bad is left out of the history'))).toBe(true)
  })

  it('keeps the plan', async () => {
    const { histories } = await parts()
    await histories.savePlan({ track: 'cka', examDate: '2026-12-05', expiresOn: '2027-01-04' })
    const { plan, advices } = await histories.history()
    expect(plan.examDate).toBe('2026-12-05')
    expect(advices.find(({ advice }) => advice === '6')?.standings[0]).toMatchObject({ state: 'slipped', urgent: false })
  })
})
