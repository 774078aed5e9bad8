import { fileURLToPath } from 'node:url'
import type { TaskGrade, Verdict } from '@unflunk/shared/grading'
import { describe, expect, it } from 'vitest'
import { loadScenario, type Scenario } from './load.ts'
import { caseFaults, proofCases } from './proof-cases.ts'
import { namespacesOf, packRounds } from './proof-rounds.ts'

/** The template, read as if it were a scenario of a track. */
async function template(id: string, change: Partial<Scenario['file']['cluster']> = {}): Promise<Scenario> {
  const { scenario } = await loadScenario(fileURLToPath(new URL('../../../../scenarios', import.meta.url)), '_template', undefined, 'cka')
  if (!scenario) throw new Error('the template is not valid')
  const source = scenario.files.get('scenario.yaml') ?? ''
  const cluster = `cluster: { nodes: ${change.nodes ?? 1}, exclusive: ${change.exclusive ?? false} }`
  const files = new Map(scenario.files).set('scenario.yaml', source.replace(/^cluster: .*$/m, cluster))
  return { ...scenario, id, files }
}

const grade = (outcomes: Record<string, Verdict['outcome']>, points = 0): TaskGrade => ({
  verdicts: Object.entries(outcomes).map(([checkId, outcome]): Verdict => {
    if (outcome === 'pass') return { outcome, checkId }
    if (outcome === 'error') return { outcome, checkId, code: 'timeout', message: 'slow' }
    return { outcome, checkId, mismatches: [{ where: 'w', expected: 'e', observed: 'o', hint: 'h' }] }
  }),
  points,
  of: 3,
  at: 0,
})

it('a scenario is proven untouched, with every solution, with every mistake, and with other values', async () => {
  const cases = proofCases(await template('cka/one'))
  expect(cases.map(({ title, loses }) => ({ title, loses: loses.join(' ') }))).toEqual([
    { title: 'untouched', loses: 'writers-counted marked-managed' },
    { title: 'solution imperative', loses: '' },
    { title: 'solution manifest', loses: '' },
    { title: 'mistake default-namespace', loses: 'writers-counted marked-managed' },
    { title: 'mistake no-label', loses: 'marked-managed' },
    { title: 'untouched', loses: 'writers-counted marked-managed' },
    { title: 'solution manifest', loses: '' },
  ])
  expect(new Set(cases.map(({ task }) => JSON.stringify(task.values))).size).toBe(2)
})

describe('a case is proven when exactly what it loses fails, twice', () => {
  const untouched = { writers: 'fail', label: 'fail', guard: 'pass' } as const
  const proof = async () => {
    const [first] = proofCases(await template('cka/one'))
    if (!first) throw new Error('no cases')
    return { ...first, loses: ['writers', 'label'] }
  }

  it.each<[string, TaskGrade[], string[]]>([
    ['as it should be', [grade(untouched), grade(untouched)], []],
    ['a check that passes too easily', [grade({ ...untouched, label: 'pass' })], ['label: should fail, but is pass']],
    ['a broken guard', [grade({ ...untouched, guard: 'fail' })], ['guard: should pass, but is fail (w: expected e, found o [h])']],
    ['our own fault is no fail', [grade({ ...untouched, label: 'error' })], ['label: should fail, but is error (timeout: slow)']],
    [
      'another verdict the second time',
      [grade(untouched), grade({ ...untouched, writers: 'pass' })],
      ['writers: graded again, it is pass'],
    ],
    ['nothing graded', [], ['was not graded']],
  ])('%s', async (_name, grades, faults) => {
    expect(caseFaults(await proof(), grades)).toEqual(faults)
  })

  it('a solution must score full marks', async () => {
    const solution = { ...(await proof()), loses: [] }
    expect(caseFaults(solution, [grade({ writers: 'pass' }, 2)])).toEqual(['scores 2 of 3'])
  })
})

describe('rounds', () => {
  it('scenarios share a cluster while their namespaces differ, one case of each at a time', async () => {
    const [one, two] = [await template('cka/one'), await template('cka/two')]
    const rounds = packRounds([...proofCases(one), ...proofCases(two)])
    for (const round of rounds) {
      const ids = round.cases.map(({ task }) => task.scenario)
      expect(new Set(ids).size).toBe(ids.length)
      const namespaces = round.cases.flatMap(({ task }) => [...namespacesOf(task)])
      expect(new Set(namespaces).size).toBe(namespaces.length)
    }
    expect(rounds.flatMap((round) => round.cases)).toHaveLength(14)
  })

  it('an exclusive scenario has its cluster to itself, and sizes are never mixed', async () => {
    const alone = await template('cka/alone', { exclusive: true })
    const wide = await template('cka/wide', { nodes: 2 })
    const rounds = packRounds([...proofCases(alone), ...proofCases(wide), ...proofCases(await template('cka/one'))])
    expect(
      rounds.filter(({ cases }) => cases.some(({ task }) => task.scenario === 'cka/alone')).every(({ cases }) => cases.length === 1),
    ).toBe(true)
    expect(rounds.every(({ shape, cases }) => cases.every(({ task }) => task.file.cluster.nodes === shape.nodes))).toBe(true)
  })
})
