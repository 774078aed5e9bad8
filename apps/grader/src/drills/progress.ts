// How a drill goes on: a round opens, ends, takes a note of a slip. Pure; the session saves and shows what comes out.
import type { HostsDrill } from '@unflunk/shared/hosts-drill'
import { wordsOfCard } from './changes.ts'
import type { Judgement } from './judge.ts'
import { comingBack, pointsOf, scoreOf } from './points.ts'
import { type DrillState, isOver, openRound, type Round } from './round.ts'

/** The first round that waits opens. Nothing changes when none does. */
export function openNext(drill: DrillState, at: number): DrillState {
  const next = drill.rounds.find(({ phase }) => phase === 'waiting')
  return next ? withRound(drill, { ...next, phase: 'open', openedAt: at }) : drill
}

/** The open round is over, and the next one opens. */
export function finishRound(drill: DrillState, phase: 'right' | 'skipped', at: number): DrillState {
  return openNext(closed(drill, phase, at), at)
}

/** The time is up, or the candidate ends it. */
export function closeDrill(drill: DrillState, at: number): DrillState {
  return closed(drill, 'late', at)
}

export function noteSlip(
  drill: DrillState,
  { says, seen, object, place }: Extract<Judgement, { is: 'elsewhere' }>,
  at: number,
): DrillState {
  const round = openRound(drill)
  return round ? withRound(drill, { ...round, wrong: [...round.wrong, { at, says, seen, object, place }] }) : drill
}

/** Time that was lost by our own fault is no part of the round. */
export function shiftOpen(drill: DrillState, ms: number): DrillState {
  const round = openRound(drill)
  return round?.openedAt === undefined ? drill : withRound(drill, { ...round, openedAt: round.openedAt + ms })
}

export function allOver({ rounds }: DrillState): boolean {
  return rounds.every(isOver)
}

/** As the page may see it: no round before it is opened. `over`: with its score. */
export function drillView({ style, rounds, hint, best }: DrillState, over: boolean): HostsDrill {
  return {
    style,
    total: rounds.length,
    rounds: rounds.flatMap((round) => {
      const { number, phase, go, host, namespace, says, openedAt, ms } = round
      if (openedAt === undefined) return []
      const wrong = round.wrong.map(({ at, says, seen }) => ({ at, says, seen }))
      return [{ number, phase, go, host, namespace, says, openedAt, ms, wrong, ...(isOver(round) ? { points: pointsOf(round) } : {}) }]
    }),
    hint,
    best,
    comesBack: over ? comingBack(rounds).map(wordsOfCard) : [],
    ...(over ? { score: scoreOf(rounds) } : {}),
  }
}

function closed(drill: DrillState, phase: 'right' | 'skipped' | 'late', at: number): DrillState {
  const round = openRound(drill)
  if (!round) return drill
  const { hint: _, ...rest } = drill
  return withRound(rest, { ...round, phase, ms: Math.max(0, Math.round(at - (round.openedAt ?? at))) })
}

function withRound(drill: DrillState, round: Round): DrillState {
  return { ...drill, rounds: drill.rounds.map((one) => (one.number === round.number ? round : one)) }
}
