import { ClusterSpec } from '@unflunk/shared/scenario'
import { describe, expect, it } from 'vitest'
import { type PlannedTask, planFleet } from './plan-fleet.ts'

const MB = 1024 ** 2
const PLENTY = 100_000 * MB

function task(number: number, cluster: Partial<Record<keyof ClusterSpec, unknown>> = {}, more: Partial<PlannedTask> = {}): PlannedTask {
  return { id: `t${number}`, scenario: `cka/${number}`, namespaces: new Set([`ns${number}`]), cluster: ClusterSpec.parse(cluster), ...more }
}

const tasks = (count: number) => Array.from({ length: count }, (_, index) => task(index + 1))

/** `t1+t3 t2`: the tasks of each cluster. */
function placesOf(all: readonly PlannedTask[], budget: number): string {
  return planFleet(all, budget)
    .clusters.map((cluster) => cluster.tasks.map(({ id }) => id).join('+'))
    .join(' ')
}

/** What so many clusters of one node take, with all tasks on them. */
const roomFor = (clusters: number, count: number) => planFleet(tasks(clusters), PLENTY).memoryBytes + (count - clusters) * 40 * MB

describe('a cluster for each task', () => {
  it('where memory allows', () => {
    expect(placesOf(tasks(4), PLENTY)).toBe('t1 t2 t3 t4')
  })

  it('a mixed exam of 17 takes little more than 8 GB, pods included', () => {
    const exam = Array.from({ length: 17 }, (_, index) => task(index + 1, { nodes: index % 3 === 0 ? 2 : 1 }))
    const { clusters, memoryBytes } = planFleet(exam, PLENTY)
    expect(clusters).toHaveLength(17)
    expect(memoryBytes).toBeLessThan(8.2 * 1024 * MB)
  })

  it('more nodes, more control planes and what a task needs take more', () => {
    const alone = (cluster: Partial<Record<keyof ClusterSpec, unknown>>) => planFleet([task(1, cluster)], PLENTY).memoryBytes
    const plain = alone({})
    const worker = alone({ nodes: 2 })
    expect(worker).toBeGreaterThan(plain)
    expect(alone({ nodes: 2, controlPlanes: 2 })).toBeGreaterThan(worker)
    expect(alone({ needs: ['metrics'] })).toBeGreaterThan(plain)
    expect(alone({ nodes: 1, bare: 1, exclusive: true })).toBeLessThan(plain)
  })
})

describe('where memory does not allow it', () => {
  it.each([
    ['the last task moves first', 4, 3, 't1+t4 t2 t3'],
    ['tasks are spread evenly', 6, 3, 't1+t6 t2+t5 t3+t4'],
    ['all may end up together', 3, 1, 't1+t2+t3'],
  ])('%s', (_, count, clusters, places) => {
    expect(placesOf(tasks(count), roomFor(clusters, count))).toBe(places)
  })

  it.each([
    ['a task that breaks its cluster', task(2, { exclusive: true })],
    ['a task on bare machines', task(2, { nodes: 2, bare: 1, exclusive: true })],
    ['a task on several control planes', task(2, { nodes: 2, controlPlanes: 2 })],
    ['a task on another minor', task(2, { kubernetes: '1.34' })],
    ['a task on a cluster of another size', task(2, { nodes: 2 })],
    ['a task in the same namespace', task(2, {}, { namespaces: new Set(['ns1', 'other']) })],
    ['a task of the same scenario', task(2, {}, { scenario: 'cka/1' })],
    ['a task about the cluster as a whole', task(2, {}, { namespaces: new Set() })],
  ])('%s shares with nobody', (_, other) => {
    expect(placesOf([task(1), other, task(3)], 0)).toBe('t1+t3 t2')
  })

  it('tells what it takes when nothing more can be shared', () => {
    const plan = planFleet([task(1, { exclusive: true }), task(2, { exclusive: true })], 100 * MB)
    expect(plan.clusters).toHaveLength(2)
    expect(plan.memoryBytes).toBeGreaterThan(100 * MB)
  })

  it('what tasks need is given once to the cluster they share', () => {
    const needy = [task(1, { needs: ['metrics'] }), task(2, { needs: ['metrics'] })]
    const shared = planFleet(needy, 0).memoryBytes
    expect(shared).toBeLessThan(planFleet([task(1), task(2)], 0).memoryBytes + 80 * MB)
  })
})
