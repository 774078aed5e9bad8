import { expect, test } from 'vitest'
import { joinedPart, nodesOf, shapeInWords, wholeShape } from './topology.ts'

test.each([
  ['one node', { nodes: 1 }, ['controlplane'], 'one node'],
  ['two nodes', { nodes: 2 }, ['controlplane', 'node01'], 'two nodes'],
  ['three nodes', { nodes: 3 }, ['controlplane', 'node01', 'node02'], 'three nodes'],
  [
    'two control planes and a worker',
    { nodes: 3, controlPlanes: 2 },
    ['controlplane', 'controlplane2', 'node01'],
    'three nodes (2 control planes)',
  ],
  ['an older minor', { nodes: 2, kubernetes: '1.34' as const }, ['controlplane', 'node01'], 'two nodes of Kubernetes 1.34'],
  ['a machine to join', { nodes: 2, bare: 1 }, ['controlplane', 'node01*'], 'two nodes (1 bare)'],
  ['nothing but machines', { nodes: 2, bare: 2 }, ['controlplane*', 'node01*'], 'two nodes (2 bare)'],
])('%s', (_, request, names, words) => {
  const shape = wholeShape(request)
  expect(nodesOf(shape).map(({ name, bare }) => (bare ? `${name}*` : name))).toEqual(names)
  expect(shapeInWords(shape)).toBe(words)
})

test.each([
  ['a cluster without bare machines is all there is', { nodes: 2 }, { nodes: 2, controlPlanes: 1 }],
  ['a bare machine is no part of it', { nodes: 3, bare: 1 }, { nodes: 2, controlPlanes: 1 }],
  ['a lone control plane may wait for its second', { nodes: 2, bare: 1, controlPlanes: 2 }, { nodes: 1, controlPlanes: 2 }],
  ['bare machines alone have none', { nodes: 2, bare: 2 }, undefined],
])('the snapshot of a shape: %s', (_, request, expected) => {
  const joined = joinedPart(wholeShape(request))
  expect(joined && { nodes: joined.nodes, controlPlanes: joined.controlPlanes }).toEqual(expected)
})

test.each([{ nodes: 0 }, { nodes: 1.5 }, { nodes: 1, bare: 2 }, { nodes: 1, controlPlanes: 2 }])('no cluster can be %o', (request) => {
  expect(() => wholeShape(request)).toThrow(RangeError)
})
