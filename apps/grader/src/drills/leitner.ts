// Spaced repetition by boxes (Leitner): a right answer moves a card up, a miss moves it to the first box, which comes back in the next round.
import type { DrillCard } from '../storage/drills.ts'

const DAY = 24 * 60 * 60_000
/** Days until a card of each box comes back: short steps first, as an exam is weeks away and not years. */
const DAYS_IN_BOX = [0, 1, 3, 7, 14, 30] as const

/** `before` is undefined for a card that was never seen. */
export function movedCard(card: string, before: DrillCard | undefined, right: boolean, now: number): DrillCard {
  const box = right ? Math.min((before?.box ?? 0) + 1, DAYS_IN_BOX.length - 1) : 0
  return {
    card,
    box,
    due: now + (DAYS_IN_BOX[box] ?? 0) * DAY,
    seen: (before?.seen ?? 0) + 1,
    missed: (before?.missed ?? 0) + (right ? 0 : 1),
  }
}

/**
 * The order in which cards are asked: misses, others that are due, never seen, then those not due yet (the soonest first).
 * Within a group the order of `names` stays.
 */
export function inTurn(names: readonly string[], cards: readonly DrillCard[], now: number): string[] {
  const known = new Map(cards.map((card) => [card.card, card]))
  const group = (name: string): number => {
    const card = known.get(name)
    if (!card) return 2
    if (card.due > now) return 3
    return card.box === 0 ? 0 : 1
  }
  const soonest = (name: string): number => (group(name) === 3 ? (known.get(name)?.due ?? 0) : 0)
  return [...names].sort((a, b) => group(a) - group(b) || soonest(a) - soonest(b))
}
