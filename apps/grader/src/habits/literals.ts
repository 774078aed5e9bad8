// The words of a task's text that must be taken as they stand: names, namespaces, paths, numbers.
import type { Mismatch } from '@unflunk/shared/grading'
import { isTypo } from '../lib/typo.ts'
import type { HabitTask } from './context.ts'

/** Whatever stands in backticks, the parts of `key=value` and `key: value` among it, and numbers (with their unit) anywhere. */
export function literalsOf(task: HabitTask): ReadonlySet<string> {
  const quoted = [...task.text.matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '')
  const parts = quoted.flatMap((word) => [word, ...word.split(/[=\s,]+|:\s/)])
  const numbers = [...task.text.matchAll(/(?<![\w.-])\d+(?:\.\d+)*(?:[KMGT]i?|m|%)?(?![\w-])/g)].map((match) => match[0])
  return new Set([...parts, ...numbers].map((word) => word.trim()).filter((word) => word !== ''))
}

/** One or two edits apart. */
export function isNearly(word: string, meant: string): boolean {
  return isTypo(word, meant)
}

/**
 * `used` stands where the text's `meant` belongs. Words that differ in their numbers only (`web-1`, `web-2`; 60, 80), and two words of the same
 * text, are two words.
 */
export function isSlipOfFinger(used: string, meant: string, literals: ReadonlySet<string>): boolean {
  const withoutNumbers = (word: string) => word.replace(/\d/g, '')
  if (withoutNumbers(used) === withoutNumbers(meant)) return false
  return literals.has(meant) && !literals.has(used) && isNearly(used, meant)
}

/** What a mismatch demands, when it is one plain value; `found` is what stands there instead. */
export interface Demand {
  /** `spec.replicas`, or '' where the value is a whole text, a mode, an owner. */
  readonly field: string
  readonly value: string
  readonly found: string
}

/** undefined: it demands a structure, a condition or that something is not there. */
export function demandOf({ expected, observed }: Pick<Mismatch, 'expected' | 'observed'>): Demand | undefined {
  const attribute = /^(?:contains|mode|owner|version|user|group) (\S+)$/.exec(expected)?.[1]
  if (attribute !== undefined) return { field: '', value: attribute, found: observed }
  const [, field, value] = /^([\w.[\]/*-]+): (\S+)$/.exec(expected) ?? []
  if (field !== undefined && value !== undefined) return isStructure(value) ? undefined : { field, value, found: observed }
  // A list has one item, and it is called something else.
  const [, list, key, name] = /^([\w.[\]/*-]+): an item with (\w+) (\S+)$/.exec(expected) ?? []
  const only = /^only ([^,\s]+)$/.exec(observed)?.[1]
  return list !== undefined && name !== undefined && only !== undefined ? { field: `${list} ${key}`, value: name, found: only } : undefined
}

function isStructure(value: string): boolean {
  return /^[[{]|^(true|false|null)$/.test(value)
}
