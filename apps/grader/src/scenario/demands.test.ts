import { Check } from '@unflunk/shared/check'
import { expect, it } from 'vitest'
import { demandsOf } from './demands.ts'

const literals = (fields: Record<string, unknown>) =>
  demandsOf(Check.parse({ id: 'check', says: 'what the test claims', ...fields })).map(({ literal }) => literal)
const object = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'apollo', name: 'web' }
const account = 'system:serviceaccount:apollo:viewer'

it.each<[string, Record<string, unknown>, (string | number)[]]>([
  ['names, labels and wanted values of an object', { kind: 'resource', object, match: { spec: { replicas: 3 } } }, ['apollo', 'web', 3]],
  ['not what is an outcome', { kind: 'resource', object, match: { status: { phase: 'Bound' }, kind: 'X' } }, ['apollo', 'web']],
  [
    'literals of an expression',
    { kind: 'resource', object, cel: 'object.spec.replicas > 4 && condition(object, "Available")' },
    ['apollo', 'web', 4],
  ],
  [
    'what must be gone, and what must stay',
    { kind: 'absent', object, while: [{ ...object, name: 'api' }] },
    ['apollo', 'web', 'apollo', 'api'],
  ],
  [
    'what must be allowed; what must not is left to least privilege',
    {
      kind: 'can-i',
      all: [
        { as: account, verb: 'list', resource: 'pods', namespace: 'apollo', allowed: true },
        { as: account, verb: 'get', resource: 'secrets', namespace: 'other', allowed: false },
      ],
    },
    ['apollo', 'viewer', 'list', 'pod', 'apollo'],
  ],
  [
    'host and port that must be open',
    { kind: 'connect', all: [{ from: { node: 'controlplane' }, to: { host: 'web.apollo', port: 8080 }, open: true }] },
    ['web', 8080],
  ],
  [
    'path, mode, owner and text of a file',
    { kind: 'file', path: '/opt/a', mode: '0600', owner: 'bob:bob', text: { contains: ['yes'] } },
    ['/opt/a', '0600', 'bob', 'yes'],
  ],
  [
    'a worker, a unit, a port',
    { kind: 'node', node: 'node01', unit: { name: 'kubelet.service', active: true }, notListening: [10255] },
    ['node01', 'kubelet', 10255],
  ],
  ['nothing of the control plane itself', { kind: 'node', node: 'controlplane', ready: true }, []],
  [
    'user and pod of a process',
    { kind: 'process', pod: { namespace: 'apollo', name: 'web' }, uid: 1000, gid: { not: 0 } },
    ['apollo', 'web', 1000],
  ],
])('a check demands %s', (_name, fields, expected) => {
  expect(literals(fields)).toEqual(expected)
})
