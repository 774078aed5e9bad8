// Conditions of statuses: when they changed last, and whether there is anything new to write.
import type { Condition } from './objects.ts'

export interface Said {
  readonly type: string
  readonly status: boolean
  readonly reason: string
  readonly message: string
}

export function said(type: string, status: boolean, reason: string, message = ''): Said {
  return { type, status, reason, message }
}

/** A condition keeps the time of its last change for as long as its status stays. */
export function conditionsOf(news: readonly Said[], before: readonly Condition[], generation: number, now: string): Condition[] {
  return news.map(({ type, status, reason, message }) => {
    const known = before.find((condition) => condition.type === type)
    const word = status ? 'True' : 'False'
    const lastTransitionTime = known?.status === word ? known.lastTransitionTime : now
    return { type, status: word, reason, message, observedGeneration: generation, lastTransitionTime }
  })
}

/** True when `actual` has all that `wanted` says: lists as long as wanted, fields of objects at least those. */
export function includes(actual: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted))
    return Array.isArray(actual) && actual.length === wanted.length && wanted.every((one, index) => includes(actual[index], one))
  if (typeof wanted !== 'object' || wanted === null) return actual === wanted
  if (typeof actual !== 'object' || actual === null) return false
  return Object.entries(wanted).every(([key, value]) => includes(Reflect.get(actual, key), value))
}
