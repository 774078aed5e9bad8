// Whether an object holds what is asked: a subset, with lists keyed by name (else in any order) and quantities compared as amounts.
import { parseQuantity, sameQuantity } from '../lib/quantity.ts'

/** `path` as `spec.template.spec.containers[app].image`; `expected` and `observed` are for people. */
export interface Difference {
  readonly path: string
  readonly expected: string
  readonly observed: string
}

/** Fields that tell the items of a Kubernetes list apart, most telling first. */
const KEYS = ['name', 'containerPort', 'mountPath', 'devicePath', 'key', 'port', 'ip', 'topologyKey', 'type', 'path', 'uid'] as const

/** Maps and fields whose values are amounts. Elsewhere "1.10" and "1.1" are two different texts. */
const AMOUNT_MAPS = new Set([
  'requests',
  'limits',
  'hard',
  'used',
  'capacity',
  'allocatable',
  'overhead',
  'max',
  'min',
  'default',
  'defaultRequest',
])
const AMOUNT_FIELDS = new Set(['sizeLimit', 'averageValue', 'cpu', 'memory', 'storage', 'ephemeral-storage', 'divisor'])

/**
 * What of `expected` does not hold in `actual`; empty when all does.
 * `null` asks that a field is not set, `[]` that a list is empty, `{}` that a map is there.
 */
export function match(expected: unknown, actual: unknown): Difference[] {
  return compare(expected, actual, [])
}

type Path = readonly string[]

function compare(expected: unknown, actual: unknown, path: Path): Difference[] {
  if (expected === null || expected === undefined)
    return actual === null || actual === undefined ? [] : [difference(path, 'not set', show(actual))]
  if (Array.isArray(expected)) return compareLists(expected, actual, path)
  if (isMap(expected)) {
    if (!isMap(actual)) return [difference(path, show(expected), show(actual))]
    return Object.entries(expected).flatMap(([key, value]) => compare(value, own(actual, key), [...path, key]))
  }
  return sameScalar(expected, actual, path) ? [] : [difference(path, show(expected), show(actual))]
}

function sameScalar(expected: unknown, actual: unknown, path: Path): boolean {
  if (Object.is(expected, actual) || expected === actual) return true
  const scalar = (value: unknown) => typeof value === 'string' || typeof value === 'number'
  if (!scalar(expected) || !scalar(actual)) return false
  // int-or-string: 80 and "80"
  if (typeof expected !== typeof actual && String(expected) === String(actual)) return true
  return isAmount(path) && parseQuantity(expected) !== undefined && sameQuantity(expected, actual)
}

function isAmount(path: Path): boolean {
  return AMOUNT_FIELDS.has(path.at(-1) ?? '') || AMOUNT_MAPS.has(path.at(-2) ?? '')
}

function compareLists(expected: readonly unknown[], actual: unknown, path: Path): Difference[] {
  if (expected.length === 0) return isEmpty(actual) ? [] : [difference(path, 'an empty list', show(actual))]
  if (!Array.isArray(actual)) return [difference(path, show(expected), show(actual))]
  const key = KEYS.find((candidate) => isKeyed(expected, candidate) && isKeyed(actual, candidate))
  return key === undefined ? compareAnyOrder(expected, actual, path) : compareKeyed(expected, actual, key, path)
}

/** Every item has the field, and no two have the same value. */
function isKeyed(list: readonly unknown[], key: string): boolean {
  const values = list.map((item) => (isMap(item) ? own(item, key) : undefined))
  return (
    values.every((value) => typeof value === 'string' || typeof value === 'number') && new Set(values.map(String)).size === values.length
  )
}

function compareKeyed(expected: readonly unknown[], actual: readonly unknown[], key: string, path: Path): Difference[] {
  const byKey = new Map(actual.map((item) => [String(isMap(item) ? own(item, key) : undefined), item]))
  return expected.flatMap((item) => {
    const name = String(isMap(item) ? own(item, key) : undefined)
    const found = byKey.get(name)
    if (found !== undefined) return compare(item, found, at(path, name))
    const others = [...byKey.keys()].join(', ')
    return [difference(path, `an item with ${key} ${name}`, others === '' ? 'none' : `only ${others}`)]
  })
}

/** Each expected item needs an actual item of its own (bipartite matching by augmenting paths; lists are short). */
function compareAnyOrder(expected: readonly unknown[], actual: readonly unknown[], path: Path): Difference[] {
  const fits = expected.map((item) =>
    actual.flatMap((candidate, index) => (compare(item, candidate, at(path, '*')).length === 0 ? [index] : [])),
  )
  const owner = new Map<number, number>()
  const assign = (item: number, visited: Set<number>): boolean =>
    (fits[item] ?? []).some((index) => {
      if (visited.has(index)) return false
      visited.add(index)
      const holder = owner.get(index)
      if (holder !== undefined && !assign(holder, visited)) return false
      owner.set(index, item)
      return true
    })
  const missing = expected.filter((_, item) => !assign(item, new Set()))
  return missing.flatMap((item) => nearest(item, actual, path))
}

/** The differences to the item that is closest, or that there is none. */
function nearest(expected: unknown, actual: readonly unknown[], path: Path): Difference[] {
  const only = actual.length === 1 ? compare(expected, actual[0], at(path, '0')) : []
  if (isMap(expected) && only.length > 0) return only
  return [difference(path, `an item ${show(expected)}`, actual.length === 0 ? 'an empty list' : show(actual))]
}

function at(path: Path, item: string): Path {
  return [...path.slice(0, -1), `${path.at(-1) ?? ''}[${item}]`]
}

function difference(path: Path, expected: string, observed: string): Difference {
  return { path: path.join('.'), expected, observed }
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Never a field of Object.prototype. */
function own(map: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(map, key) ? map[key] : undefined
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0)
}

/** JSON, at most 200 characters: a mismatch is read, not parsed. */
function show(value: unknown): string {
  if (value === undefined || value === null) return 'not set'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 200 ? `${text.slice(0, 199)}…` : text
}
