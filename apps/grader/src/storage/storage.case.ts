// The contract of a storage: run on every implementation.
import { readFile } from 'node:fs/promises'
import type { AttemptSummary } from '@unflunk/shared/api'
import { expect, it } from 'vitest'
import type { Storage } from './storage.ts'

const attempt = (id: string, changes: Partial<AttemptSummary> = {}): AttemptSummary => ({
  id,
  kind: 'exam',
  source: 'mock-1',
  title: 'Mock 1',
  phase: 'running',
  createdAt: 1_000,
  ...changes,
})

const pass = (checkId: string) => ({ outcome: 'pass', checkId }) as const

/** `reopen` closes the storage and opens the same one again, as a restarted grader does. */
export function storageContract(open: () => Promise<{ storage: Storage; reopen: () => Promise<Storage> }>): void {
  it('knows no attempt at first', async () => {
    const { storage } = await open()
    expect(await storage.attempts()).toEqual([])
    expect(await storage.attempt('a1')).toBeUndefined()
    expect(await storage.grades('a1')).toEqual([])
    expect(await storage.eventLines('a1')).toEqual([])
    expect(await storage.lastBeat('a1')).toBeUndefined()
  })

  it('gives an attempt back after it was reopened, with the state as it was', async () => {
    const { storage, reopen } = await open()
    await storage.saveAttempt({ summary: attempt('a1'), state: { notes: 'ä "quoted" line\n', tasks: [1, 2] } })
    expect(await (await reopen()).attempt('a1')).toEqual({ summary: attempt('a1'), state: { notes: 'ä "quoted" line\n', tasks: [1, 2] } })
  })

  it('keeps only the newest save of an attempt', async () => {
    const { storage } = await open()
    await storage.saveAttempt({ summary: attempt('a1'), state: 1 })
    await storage.saveAttempt({
      summary: attempt('a1', { level: 'strict', phase: 'finished', score: 71.5, passMark: 66, endedAt: 2_000 }),
      state: 2,
    })
    expect(await storage.attempts()).toEqual([
      attempt('a1', { level: 'strict', phase: 'finished', score: 71.5, passMark: 66, endedAt: 2_000 }),
    ])
  })

  it('lists the newest attempt first and tells which ones are live', async () => {
    const { storage } = await open()
    await storage.saveAttempt({ summary: attempt('old', { phase: 'finished' }), state: 0 })
    await storage.saveAttempt({ summary: attempt('new', { phase: 'grading', createdAt: 9_000 }), state: 0 })
    await storage.saveAttempt({ summary: attempt('mid', { phase: 'abandoned', createdAt: 5_000 }), state: 0 })
    expect((await storage.attempts()).map(({ id }) => id)).toEqual(['new', 'mid', 'old'])
    expect((await storage.live()).map(({ summary }) => summary.id)).toEqual(['new'])
  })

  it('keeps every silent grade and the last final one', async () => {
    const { storage } = await open()
    await storage.saveAttempt({ summary: attempt('a1'), state: 0 })
    const grade = (points: number) => ({ points, of: 2, at: points, verdicts: [pass('x')] })
    await storage.addGrade('a1', { task: 't1', kind: 'silent', grade: grade(0) })
    await storage.addGrade('a1', { task: 't1', kind: 'silent', grade: grade(1) })
    await storage.addGrade('a1', { task: 't1', kind: 'final', grade: grade(0) })
    await storage.addGrade('a1', { task: 't2', kind: 'final', grade: grade(2) })
    await storage.addGrade('a1', { task: 't1', kind: 'final', grade: grade(2) })
    expect((await storage.grades('a1')).map(({ task, kind, grade: { points } }) => `${task} ${kind} ${points}`)).toEqual([
      't1 silent 0',
      't1 silent 1',
      't2 final 2',
      't1 final 2',
    ])
  })

  it('gives the events back in their order, across a reopening', async () => {
    const { storage, reopen } = await open()
    const first = await storage.openEvents('a1')
    for (let n = 1; n <= 500; n++) first.append(JSON.stringify({ n }))
    await first.close()
    const again = await reopen()
    const second = await again.openEvents('a1')
    second.append(JSON.stringify({ n: 501 }))
    await second.flush()
    expect((await again.eventLines('a1')).map((line) => JSON.parse(line).n)).toEqual(Array.from({ length: 501 }, (_, n) => n + 1))
    await second.close()
  })

  it('remembers when the grader was last alive', async () => {
    const { storage, reopen } = await open()
    await storage.beat('a1', 5_000)
    await storage.beat('a1', 6_000)
    expect(await (await reopen()).lastBeat('a1')).toBe(6_000)
  })

  it('keeps the newest result of an attempt, also when its state is saved again', async () => {
    const { storage, reopen } = await open()
    await storage.saveAttempt({ summary: attempt('a1'), state: 0 })
    expect(await storage.result('a1')).toBeUndefined()
    await storage.saveResult('a1', { score: 50 })
    await storage.saveResult('a1', { score: 60 })
    await storage.saveAttempt({ summary: attempt('a1'), state: 1 })
    expect(await (await reopen()).result('a1')).toEqual({ score: 60 })
  })

  it('goes on with a recording after it was reopened', async () => {
    const { storage, reopen } = await open()
    expect(await storage.recordingPath('a1', 'm1')).toBeUndefined()
    const first = await storage.openRecording('a1', 'm1')
    first.append('{"version":3}')
    await first.close()
    const again = await reopen()
    const second = await again.openRecording('a1', 'm1')
    second.append('[0.1,"o","x"]')
    await second.close()
    const path = (await again.recordingPath('a1', 'm1')) ?? ''
    expect(await readFile(path, 'utf8')).toBe('{"version":3}\n[0.1,"o","x"]\n')
  })

  it('deletes rows and files of one attempt and leaves the others', async () => {
    const { storage } = await open()
    for (const id of ['a1', 'a2']) {
      await storage.saveAttempt({ summary: attempt(id), state: 0 })
      await storage.saveTasks(id, [{ id: 't1', number: 1, scenario: 'cka/x', domain: 'storage', weight: 100 }])
      await storage.addGrade(id, { task: 't1', kind: 'final', grade: { points: 1, of: 1, at: 1, verdicts: [] } })
      const events = await storage.openEvents(id)
      events.append('{}')
      await events.close()
    }
    await storage.deleteAttempt('a1')
    expect([await storage.attempt('a1'), await storage.grades('a1'), await storage.eventLines('a1')]).toEqual([undefined, [], []])
    expect([(await storage.grades('a2')).length, await storage.eventLines('a2')]).toEqual([1, ['{}']])
  })

  it('gives rounds of a drill back in their order, and each card as it was saved last', async () => {
    const { storage, reopen } = await open()
    const card = (name: string, box: number) => ({ card: name, box, due: 5_000 + box, seen: 2, missed: 1 })
    await storage.drills.saveRound('look-up', { at: 1_000, score: 60, ms: 300_000, details: { missed: ['a'] } }, [
      card('a', 0),
      card('b', 1),
    ])
    await storage.drills.saveRound('look-up', { at: 2_000, score: 80, ms: 290_000, details: {} }, [card('a', 1)])
    await storage.drills.saveRound('hosts', { at: 1_500, score: 10, ms: 1, details: null }, [card('a', 4)])
    const { drills } = await reopen()
    expect(await drills.cards('look-up')).toEqual([card('a', 1), card('b', 1)])
    expect((await drills.rounds('look-up')).map(({ at, score }) => [at, score])).toEqual([
      [1_000, 60],
      [2_000, 80],
    ])
    expect(await drills.rounds('hosts')).toEqual([{ at: 1_500, score: 10, ms: 1, details: null }])
  })

  it('takes an attempt of another machine in with all that it left behind, and knows both its ids', async () => {
    const { storage, reopen } = await open()
    const summary = attempt('imported-1', { phase: 'finished', score: 70, importedAt: 9_000 })
    await storage.importAttempt({
      record: { summary, state: { id: 'imported-1' }, origin: 'elsewhere-7' },
      tasks: [{ id: 't1', number: 1, scenario: 'cka/x', domain: 'storage', weight: 100 }],
      grades: [{ task: 't1', kind: 'final', grade: { points: 1, of: 1, at: 1, verdicts: [pass('x')] } }],
      result: { score: 70 },
      eventLines: ['{"n":1}', '{"n":2}'],
      recordings: [{ terminal: 'x1', text: '{"version":3}\n' }],
    })
    const again = await reopen()
    expect(await again.attempts()).toEqual([summary])
    expect(await again.attempt('imported-1')).toEqual({ summary, state: { id: 'imported-1' }, origin: 'elsewhere-7' })
    expect([await again.isHere('elsewhere-7'), await again.isHere('imported-1'), await again.isHere('a9')]).toEqual([true, true, false])
    expect([(await again.grades('imported-1')).length, await again.result('imported-1')]).toEqual([1, { score: 70 }])
    expect(await again.eventLines('imported-1')).toEqual(['{"n":1}', '{"n":2}'])
    expect(await readFile((await again.recordingPath('imported-1', 'x1')) ?? '', 'utf8')).toBe('{"version":3}\n')
  })

  it('adds rounds and cards of another machine once, and keeps the card that was seen more often', async () => {
    const { storage } = await open()
    const card = (seen: number) => ({ card: 'a', box: seen, due: 1, seen, missed: 0 })
    const round = (at: number) => ({ at, score: 1, ms: 1, details: null })
    await storage.drills.saveRound('look-up', round(2_000), [card(5)])
    for (const seen of [3, 7]) await storage.drills.merge({ drill: 'look-up', cards: [card(seen)], rounds: [round(1_000), round(2_000)] })
    expect(await storage.drills.all()).toEqual([{ drill: 'look-up', cards: [card(7)], rounds: [round(1_000), round(2_000)] }])
  })

  it('deletes everything, and can go on', async () => {
    const { storage, reopen } = await open()
    await storage.saveAttempt({ summary: attempt('a1'), state: 0 })
    await storage.saveTasks('a1', [{ id: 't1', number: 1, scenario: 'cka/x', domain: 'storage', weight: 100 }])
    await storage.addGrade('a1', { task: 't1', kind: 'final', grade: { points: 1, of: 1, at: 1, verdicts: [] } })
    await (await storage.openEvents('a1')).close()
    await storage.drills.saveRound('hosts', { at: 1, score: 1, ms: 1, details: null }, [])
    await storage.deleteAll()
    const again = await reopen()
    expect([await again.attempts(), await again.eventLines('a1'), await again.drills.all()]).toEqual([[], [], []])
    expect([await again.grades('a1'), await again.recordingPath('a1', 'x1')]).toEqual([[], undefined])
    await again.saveAttempt({ summary: attempt('a1'), state: 0 })
    expect((await again.attempts()).length).toBe(1)
  })

  it('tells the best grade of every task that was graded in practice, also of an attempt without an end', async () => {
    const { storage, reopen } = await open()
    const grade = (points: number, at: number) => ({ points, of: 4, at, verdicts: [] })
    await storage.saveAttempt({ summary: attempt('p1', { kind: 'practice', phase: 'abandoned' }), state: 0 })
    await storage.saveTasks('p1', [{ id: 't1', number: 1, scenario: 'cka/x', domain: 'storage', weight: 100 }])
    await storage.addGrade('p1', { task: 't1', kind: 'practice', grade: grade(3, 1_000) })
    await storage.addGrade('p1', { task: 't1', kind: 'practice', grade: grade(1, 2_000) })
    await storage.saveAttempt({ summary: attempt('e1'), state: 0 })
    await storage.saveTasks('e1', [{ id: 't1', number: 1, scenario: 'cka/y', domain: 'storage', weight: 100 }])
    await storage.addGrade('e1', { task: 't1', kind: 'silent', grade: grade(4, 3_000) })
    await storage.addGrade('e1', { task: 't1', kind: 'final', grade: grade(4, 4_000) })
    expect(await (await reopen()).practised()).toEqual([{ attempt: 'p1', scenario: 'cka/x', domain: 'storage', share: 0.75, at: 2_000 }])
  })

  it('gives back what the user set last', async () => {
    const { storage, reopen } = await open()
    expect(await storage.setting('plan')).toBeUndefined()
    await storage.saveSetting('plan', { examDate: '2026-12-01' })
    await storage.saveSetting('plan', { examDate: '2026-12-15', track: 'cka' })
    expect(await (await reopen()).setting('plan')).toEqual({ examDate: '2026-12-15', track: 'cka' })
  })

  it('refuses an id that would leave its folder', async () => {
    const { storage } = await open()
    await expect(async () => storage.openEvents('../elsewhere')).rejects.toMatchObject({ code: 'not-found' })
    await expect(async () => storage.recordingPath('a1', '../../x')).rejects.toMatchObject({ code: 'not-found' })
  })
}
