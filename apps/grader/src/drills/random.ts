// Choices that follow from a seed: the same seed gives the same drill.
import { createHash } from 'node:crypto'

export interface Random {
  /** A whole number from 0 to `below` - 1. */
  below(below: number): number
  pick<T>(from: readonly [T, ...T[]]): T
  shuffled<T>(list: readonly T[]): T[]
}

export function createRandom(seed: string): Random {
  let drawn = 0
  const below = (limit: number): number => createHash('sha256').update(`${seed}/${drawn++}`).digest().readUInt32BE(0) % limit
  return {
    below,
    pick: (from) => from[below(from.length)] ?? from[0],
    shuffled: (list) => {
      const rest = [...list]
      return list.flatMap(() => rest.splice(below(rest.length), 1))
    },
  }
}
