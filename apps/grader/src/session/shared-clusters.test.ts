import { describe, expect, it } from 'vitest'
import { logged } from '../habits/testing/logged.ts'
import { examState } from '../testing/session-state.ts'
import { clusterRequests } from './preparation.ts'
import { SharedClusters } from './shared-clusters.ts'

/** Task 2 lives on the cluster of task 1; task 2's page is open. */
function twoOnOne(currentTask = 't2') {
  const state = examState({ currentTask })
  return { ...state, tasks: state.tasks.map((task) => (task.id === 't2' ? { ...task, guestOf: 't1' } : task)) }
}
const namespaces = new Map([
  ['t1', new Set(['apollo'])],
  ['t2', new Set(['gemini'])],
])
const shared = (currentTask?: string) => new SharedClusters({ state: twoOnOne(currentTask) }, namespaces)

it('one cluster is asked for, with the other task as its guest', () => {
  expect(clusterRequests(twoOnOne())).toMatchObject([{ id: 't1', host: 'cka1001', guests: [{ id: 't2', host: 'cka1002' }] }])
})

it.each([
  ['in a namespace of the first task', 'apollo', 't1'],
  ['in a namespace of the second', 'gemini', 't2'],
  ['in any other namespace', 'default', 't2'],
  ['of the whole cluster', undefined, 't2'],
])('a change %s is told for its owner, else for the task that is open', (_, namespace, task) => {
  expect(shared().whose('t1', namespace)).toBe(task)
})

it('a change that nobody owns, made while a task elsewhere is open, is told for the first', () => {
  expect(shared('t9').whose('t1', 'default')).toBe('t1')
})

describe('what a look finds', () => {
  const change = { type: 'file-changed', task: 't1', host: 'cka1001', path: '/etc/motd', change: 'modified' } as const

  it('is told for the task that was worked on, under its host, and a later look knows it again', () => {
    const clusters = shared()
    clusters.looks('t1', 't1')
    const told = clusters.told(change)
    expect(told).toMatchObject({ task: 't2', host: 'cka1002', path: '/etc/motd' })
    expect(logged([told]).map((event) => clusters.asLooked(event))).toMatchObject([change])
  })

  it('on a worker keeps the name of the worker', () => {
    const clusters = shared()
    clusters.looks('t1', 't1')
    expect(clusters.told({ ...change, host: 'node01' })).toMatchObject({ task: 't2', host: 'node01' })
  })

  it('of a cluster that nobody shares is told as it is', () => {
    const clusters = new SharedClusters({ state: examState({ currentTask: 't1' }) }, namespaces)
    clusters.looks('t1', 't1')
    expect(clusters.told(change)).toEqual(change)
  })
})
