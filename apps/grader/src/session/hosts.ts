// The ssh names of an attempt's hosts, as `cka7968`: drawn by seed, each one once.
import { createHash } from 'node:crypto'

/** Four digits that do not begin with a zero, as in the exam. */
function digits(seed: string, task: string, round: number): number {
  return 1000 + (createHash('sha256').update(`${seed}/host/${task}/${round}`).digest().readUInt32BE(0) % 9000)
}

/** Pure: the same seed gives the same names. */
export function drawHosts(seed: string, tasks: readonly { id: string; track: 'cka' | 'cks' }[]): Map<string, string> {
  const hosts = new Map<string, string>()
  const taken = new Set<number>()
  for (const { id, track } of tasks) {
    let round = 0
    while (taken.has(digits(seed, id, round))) round++
    const number = digits(seed, id, round)
    taken.add(number)
    hosts.set(id, `${track}${number}`)
  }
  return hosts
}
