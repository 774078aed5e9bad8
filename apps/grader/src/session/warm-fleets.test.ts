import { resolve } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { type Catalog, loadCatalog } from '../scenario/catalog.ts'
import { examState } from '../testing/session-state.ts'
import { isCalm, likelyTrack, onHost, warmWanted } from './warm-fleets.ts'

let catalog: Catalog
beforeAll(async () => {
  catalog = await loadCatalog(resolve(import.meta.dirname, '../../../../scenarios'))
})

it.each([
  ['a candidate who has not begun is at CKA', [], 'cka'],
  ['the last practice tells the exam', ['cks/exhibit-unprivileged', 'cka/service-ledger'], 'cks'],
  ['an exam of both, or one that is not there any more, tells nothing', ['mini-mock-1', 'gone', 'cks/exhibit-unprivileged'], 'cks'],
])('%s', (_, sources, track) => {
  expect(
    likelyTrack(
      catalog,
      sources.map((source) => ({ source })),
    ),
  ).toBe(track)
})

it('machines that are kept ready do for a practice of their shape', () => {
  expect(warmWanted(catalog, 'cka/service-ledger')).toEqual({ track: 'cka', nodes: 1 })
  expect(warmWanted(catalog, 'cka/kubelet-node01')).toEqual({ track: 'cka', nodes: 2 })
  expect(warmWanted(catalog, 'cka/none')).toBeUndefined()
})

it('the task goes by the name that its machines have', () => {
  const practice = examState({ kind: 'practice', tasks: examState().tasks.slice(0, 1) })
  expect(onHost(practice, 'cka7968').tasks.map(({ host }) => host)).toEqual(['cka7968'])
  expect(onHost(practice, undefined)).toEqual(practice)
})

it('the next machines are made ready when a practice is set up, and never in an exam', () => {
  const { tasks } = examState()
  expect(isCalm(examState({ kind: 'practice', tasks }))).toBe(false)
  expect(isCalm(examState({ kind: 'practice', tasks: tasks.map((task) => ({ ...task, readyAt: 1 })) }))).toBe(true)
  expect(isCalm(examState({ tasks: tasks.map((task) => ({ ...task, readyAt: 1 })) }))).toBe(false)
})
