import { expect, test } from 'vitest'
import { accessReview } from './kube-client.ts'
import { objectPath } from './kube-object.ts'

const pods = { plural: 'pods', namespaced: true }
const nodes = { plural: 'nodes', namespaced: false }

test.each([
  ['one object', objectPath('v1', pods, 'lab', 'web'), '/api/v1/namespaces/lab/pods/web'],
  ['all of a namespace', objectPath('v1', pods, 'lab'), '/api/v1/namespaces/lab/pods'],
  ['all namespaces', objectPath('v1', pods), '/api/v1/pods'],
  ['a kind without namespaces', objectPath('v1', nodes, 'lab', 'node01'), '/api/v1/nodes/node01'],
  ['a group', objectPath('apps/v1', { plural: 'deployments', namespaced: true }, 'lab', 'x'), '/apis/apps/v1/namespaces/lab/deployments/x'],
  ['a name with a colon', objectPath('v1', nodes, undefined, 'a:b/c'), '/api/v1/nodes/a%3Ab%2Fc'],
])('the path of %s', (_, path, expected) => {
  expect(path).toBe(expected)
})

test('a service account is asked for with the groups that its token has', () => {
  const review = accessReview({ user: 'system:serviceaccount:lab:reader', verb: 'get', group: '', resource: 'pods' })
  expect(review.spec.groups).toEqual(['system:serviceaccounts', 'system:serviceaccounts:lab', 'system:authenticated'])
})

test('groups that are named replace the usual ones', () => {
  expect(accessReview({ user: 'jane', groups: [], verb: 'get', group: '', resource: 'pods' }).spec.groups).toEqual([])
})
