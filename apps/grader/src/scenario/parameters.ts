// Parameters of a scenario: drawn by seed, so that the same seed gives the same task on every machine.
import type { Parameter } from '@unflunk/shared/scenario'

export type Parameters = Readonly<Record<string, Parameter>>
export type Values = Readonly<Record<string, string | number>>

/** Draws every parameter. Pure: the same parameters and seed give the same values. No two parameters get the same value while they have another choice. */
export function drawValues(parameters: Parameters, seed: string): Values {
  const values: Record<string, string | number> = {}
  for (const [name, parameter] of Object.entries(parameters)) {
    const choices = choicesOf(parameter)
    const taken = new Set(Object.values(values))
    const free = choices.filter((choice) => !taken.has(choice))
    values[name] = pick(free.length > 0 ? free : choices, `${seed}/${name}`)
  }
  return values
}

/** Sets of values that together use every choice of every `oneOf` (at most eight), for checks that must hold for all of them. */
export function sampleValues(parameters: Parameters): Values[] {
  const lists = Object.entries(parameters).map(([name, parameter]) => ({ name, choices: choicesOf(parameter) }))
  const rounds = Math.min(8, Math.max(1, ...lists.map((list) => list.choices.length)))
  return Array.from({ length: rounds }, (_, round) => {
    const values: Record<string, string | number> = {}
    for (const { name, choices } of lists) {
      const taken = new Set(Object.values(values))
      const turned = choices.map((_, index) => choices[(round + index) % choices.length])
      const value = turned.find((choice) => choice !== undefined && !taken.has(choice)) ?? turned[0]
      if (value !== undefined) values[name] = value
    }
    return values
  })
}

/** At most 1000 choices of a number range: enough for ports and counts. */
function choicesOf(parameter: Parameter): readonly (string | number)[] {
  if ('oneOf' in parameter) return parameter.oneOf
  const length = Math.max(1, Math.min(1000, parameter.to - parameter.from + 1))
  return Array.from({ length }, (_, index) => parameter.from + index)
}

function pick<T>(choices: readonly T[], key: string): T {
  const choice = choices[hash(key) % choices.length]
  if (choice === undefined) throw new RangeError(`no choice for ${key}`)
  return choice
}

/** FNV-1a with a final mix (murmur3's), 32 bits: spreads keys that differ in one character. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, 0x01000193)
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0
}
