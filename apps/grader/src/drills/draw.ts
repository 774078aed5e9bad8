// Draws the rounds of a drill: what went wrong before comes first into the choice, the place changes nearly every time.
import type { FleetStyle } from '@unflunk/shared/fleet-style'
import type { DrillCard } from '../storage/drills.ts'
import { allCards, changes, createSupply, type Supply } from './changes.ts'
import { inTurn } from './leitner.ts'
import type { Random } from './random.ts'
import { createRandom } from './random.ts'
import type { Round } from './round.ts'
import { NAMED_NAMESPACES } from './stage.ts'

export interface Place {
  readonly task: string
  readonly host: string
}

export interface DrawRequest {
  readonly seed: string
  readonly style: FleetStyle
  readonly count: number
  readonly places: readonly [Place, ...Place[]]
  /** Cards in the order in which they should come: due ones first (`cardsInOrder`). */
  readonly cards: readonly string[]
}

/** One round in this many stays where the last one was: who switches blindly is wrong then. */
const STAYS_ONE_IN = 5

/** Pure: the same request gives the same rounds. Fewer than `count` only when the supply of names runs dry. */
export function drawRounds({ seed, style, count, places, cards }: DrawRequest): Round[] {
  const random = createRandom(seed)
  const supply = createSupply(random)
  const rounds: Omit<Round, 'number'>[] = []
  const usable = [...cards]
  for (let next = 0; rounds.length < count && usable.length > 0; ) {
    const card = usable[next % usable.length] ?? ''
    const written = write(card, supply)
    if (!written) {
      usable.splice(next % usable.length, 1)
      continue
    }
    rounds.push({ ...written, card, phase: 'waiting', go: '', host: '', task: '', wrong: [] })
    next++
  }
  return placed(random, random.shuffled(rounds), style, places)
}

/** Misses first, then what is due, then what was never seen, then the rest. */
export function cardsInOrder(seed: string, known: readonly DrillCard[], now: number): string[] {
  return inTurn(createRandom(`${seed}/cards`).shuffled(allCards), known, now)
}

function write(card: string, supply: Supply) {
  const [id = '', where = ''] = card.split('/')
  const written = changes[id]?.write(supply)
  if (!written) return undefined
  if (where === 'cluster') return written
  return { ...written, namespace: where === 'default' ? 'default' : supply.random.pick(NAMED_NAMESPACES) }
}

function placed(random: Random, rounds: readonly Omit<Round, 'number'>[], style: FleetStyle, places: DrawRequest['places']): Round[] {
  let last: Place | undefined
  return rounds.map((round, index) => {
    const [first, ...others] = places.filter(({ task }) => task !== last?.task)
    const stays = last !== undefined && random.below(STAYS_ONE_IN) === 0
    const place: Place = stays || !first ? (last ?? places[0]) : random.pick([first, ...others])
    last = place
    const go = style === 'ssh' ? `ssh ${place.host}` : `kubectl config use-context ${place.host}`
    return { ...round, number: index + 1, task: place.task, host: place.host, go }
  })
}
