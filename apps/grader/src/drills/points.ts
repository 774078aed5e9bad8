// What rounds are worth, and when their kind comes back.
import { FULL_POINTS_WITHIN, LEAST_WHEN_RIGHT, LOST_PER_SECOND, LOST_PER_WRONG_WRITE } from '@unflunk/shared/hosts-drill'
import type { DrillCard } from '../storage/drills.ts'
import { movedCard } from './leitner.ts'
import { isOver, type Round } from './round.ts'

/** A right round that took longer is not yet in the fingers: its card does not move up. */
const SLOW_MS = 30_000

/** 0 to 100. */
export function pointsOf({ phase, ms = 0, wrong }: Pick<Round, 'phase' | 'ms' | 'wrong'>): number {
  if (phase !== 'right') return 0
  const lost = (Math.max(0, ms - FULL_POINTS_WITHIN) / 1000) * LOST_PER_SECOND
  return Math.max(0, Math.round(Math.max(LEAST_WHEN_RIGHT, 100 - lost)) - wrong.length * LOST_PER_WRONG_WRITE)
}

/** The mean over all rounds, those never reached included. */
export function scoreOf(rounds: readonly Round[]): number {
  return Math.round(rounds.reduce((sum, round) => sum + pointsOf(round), 0) / rounds.length)
}

/** Slow, skipped, or with a change in the wrong place. A round that the end cut short before it was slow says nothing. */
function wentBadly({ phase, ms = 0, wrong }: Round): boolean {
  return wrong.length > 0 || phase === 'skipped' || ms > SLOW_MS
}

/** The cards of the rounds that were played, moved: up when right and quick, else back to the start. */
export function movedCards(rounds: readonly Round[], known: readonly DrillCard[], now: number): DrillCard[] {
  const cards = new Map(known.map((card) => [card.card, card]))
  const moved = new Map<string, DrillCard>()
  for (const round of rounds.filter(isOver)) {
    const bad = wentBadly(round)
    if (round.phase === 'late' && !bad) continue
    moved.set(round.card, movedCard(round.card, moved.get(round.card) ?? cards.get(round.card), !bad, now))
  }
  return [...moved.values()]
}

/** Kinds of rounds that come back in the next drill, each once. */
export function comingBack(rounds: readonly Round[]): string[] {
  return [...new Set(rounds.filter((round) => isOver(round) && wentBadly(round)).map(({ card }) => card))]
}
