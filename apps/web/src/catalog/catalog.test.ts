import type { Step } from '@unflunk/shared/session'
import { expect, test } from 'vitest'
import { home } from '../../test/fixtures.ts'
import { byDomain, matching } from './filter-scenarios.ts'
import { liveAttempt, whyNotStart } from './home-query.ts'
import { percentOf } from './percent-of.ts'
import { ways } from './thirteen.ts'

const titles = (query: string) => matching(home().scenarios, query).map((scenario) => scenario.title)

test('the filter looks at title, domain and exam, in any order', () => {
  expect(titles('troubleshooting cka')).toEqual(['Bring a node back', 'The API server does not start'])
  expect(titles('CKS')).toEqual(['Harden a workload'])
  expect(titles('nothing like this')).toEqual([])
})

test('groups keep the order of the catalogue', () => {
  expect(byDomain(home().scenarios).map((group) => [group.title, group.scenarios.length])).toEqual([
    ['Cluster Architecture', 1],
    ['Workloads and Scheduling', 1],
    ['Services and Networking', 1],
    ['Troubleshooting', 2],
    ['Minimize Microservice Vulnerabilities', 1],
  ])
})

test('an open attempt or an unready sandbox stands in the way of a start, and says so', () => {
  const open = home({ attempts: home().attempts.map((attempt, index) => (index === 0 ? { ...attempt, phase: 'running' } : attempt)) })
  expect(liveAttempt(open)?.id).toBe('a-3')
  expect(whyNotStart(open)).toContain('resume or abandon')
  expect(whyNotStart(home({ sandbox: { state: 'missing', steps: [] } }))).toContain('not ready')
  expect(whyNotStart(home())).toBeUndefined()
})

test('progress is full only when every step is done', () => {
  const step = (patch: Partial<Step>): Step => ({ id: 'x', title: 'x', state: 'done', ...patch })
  expect(percentOf([])).toBe(0)
  expect(percentOf([step({}), step({ state: 'running', done: 1, total: 2 }), step({ state: 'waiting' })])).toBe(50)
  expect(percentOf([step({}), step({ state: 'failed' })])).toBe(50)
  expect(percentOf([step({}), step({})])).toBe(100)
})

test('there are thirteen ways, and the talk has a bis', () => {
  expect(ways.map((way) => way.id)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '8b', '9', '10', '11', '12', '13'])
})
