import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { match } from './match.ts'

const container = (name: string, image: string) => ({ name, image, env: [{ name: 'A', value: '1' }] })

describe('match holds', () => {
  it.each<[string, unknown, unknown]>([
    ['a subset of a map', { a: 1 }, { a: 1, b: 2 }],
    ['a nested subset', { spec: { replicas: 3 } }, { spec: { replicas: 3, paused: true }, status: {} }],
    ['a list keyed by name, in another order', [{ name: 'app', image: 'x' }], [container('sidecar', 'y'), container('app', 'x')]],
    ['ports keyed by containerPort', [{ containerPort: 80 }], [{ containerPort: 443 }, { containerPort: 80, protocol: 'TCP' }]],
    ['a list of texts in any order', ['get', 'list'], ['list', 'watch', 'get']],
    ['two equal items when there are two', ['a', 'a'], ['a', 'b', 'a']],
    [
      'rules without a key, each with one of its own',
      [{ verbs: ['get'] }, { verbs: ['list'] }],
      [{ verbs: ['get', 'list'] }, { verbs: ['get'] }],
    ],
    [
      'items with the same key twice, as any order',
      [{ port: 53, protocol: 'UDP' }],
      [
        { port: 53, protocol: 'TCP' },
        { port: 53, protocol: 'UDP' },
      ],
    ],
    ['an int-or-string', { targetPort: 80 }, { targetPort: '80' }],
    ['cpu in other units', { requests: { cpu: '500m' } }, { requests: { cpu: '0.5' } }],
    ['memory in other units', { limits: { memory: '1Gi' } }, { limits: { memory: '1024Mi' } }],
    ['an extended resource', { limits: { 'example.com/slots': 2 } }, { limits: { 'example.com/slots': '2' } }],
    ['null for a field that is not set', { nodeName: null }, { other: 1 }],
    ['an empty list for none', { finalizers: [] }, {}],
    ['an empty map for one that is there', { emptyDir: {} }, { emptyDir: { medium: 'Memory' } }],
  ])('%s', (_name, expected, actual) => {
    expect(match(expected, actual)).toEqual([])
  })
})

describe('match tells', () => {
  it.each<[string, unknown, unknown, string, string, string]>([
    ['another number', { spec: { replicas: 3 } }, { spec: { replicas: 2 } }, 'spec.replicas', '3', '2'],
    ['a missing field', { spec: { paused: true } }, { spec: {} }, 'spec.paused', 'true', 'not set'],
    [
      'a field of a named item',
      { containers: [{ name: 'app', image: 'x:2' }] },
      { containers: [container('app', 'x:1')] },
      'containers[app].image',
      'x:2',
      'x:1',
    ],
    ['a named item that is missing', [{ name: 'web' }], [{ name: 'app' }, { name: 'log' }], '', 'an item with name web', 'only app, log'],
    ['a missing text', { verbs: ['watch'] }, { verbs: ['get', 'list'] }, 'verbs', 'an item watch', '["get","list"]'],
    ['one item too few', ['a', 'a'], ['a', 'b'], '', 'an item a', '["a","b"]'],
    ['a version that only looks like a number', { version: '1.10' }, { version: '1.1' }, 'version', '1.10', '1.1'],
    ['another quantity', { requests: { cpu: '500m' } }, { requests: { cpu: '5' } }, 'requests.cpu', '500m', '5'],
    ['true against "true"', { immutable: true }, { immutable: 'true' }, 'immutable', 'true', 'true'],
    ['a field that must not be set', { nodeName: null }, { nodeName: 'n1' }, 'nodeName', 'not set', 'n1'],
    ['a list that must be empty', { finalizers: [] }, { finalizers: ['x'] }, 'finalizers', 'an empty list', '["x"]'],
    ['a map where there is a text', { selector: { app: 'web' } }, { selector: 'app' }, 'selector', '{"app":"web"}', 'app'],
    ['a field of Object.prototype as not set', { constructor: 'x' }, {}, 'constructor', 'x', 'not set'],
  ])('%s', (_name, expected, actual, path, wanted, observed) => {
    expect(match(expected, actual)).toEqual([{ path, expected: wanted, observed }])
  })

  it('every difference at once', () => {
    expect(match({ a: 1, b: { c: 2 } }, { a: 2, b: { c: 3 } }).map((difference) => difference.path)).toEqual(['a', 'b.c'])
  })
})

describe('match, for any object', () => {
  it('holds for the object itself', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => match(value, value).length === 0))
  })

  it('holds when the object has more fields', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue()), (expected, extra) => {
        expect(match(expected, { ...extra, ...expected })).toEqual([])
      }),
    )
  })

  it('holds when a list is in another order', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { minLength: 1, maxLength: 6 }), (list) => {
        expect(match([...list].reverse(), list)).toEqual([])
      }),
    )
  })

  it('does not hold when a number is another one', () => {
    fc.assert(fc.property(fc.integer(), fc.integer(), (a, b) => a === b || match({ spec: { n: a } }, { spec: { n: b } }).length === 1))
  })
})
