// How far the drill is: a mark for each round. Colour never stands alone: each says its state.
import type { HostsDrill, HostsRound } from '@unflunk/shared/hosts-drill'
import styles from './RoundDots.module.css'
import { phaseWords } from './round-words.ts'

const stateOf = (round: HostsRound | undefined): string => {
  if (!round) return 'waiting'
  return round.phase === 'right' && round.wrong.length > 0 ? 'slipped' : round.phase
}

export function RoundDots({ drill }: { drill: HostsDrill }) {
  const numbers = Array.from({ length: drill.total }, (_, index) => index + 1)
  return (
    <ol className={styles.dots} aria-label="Rounds">
      {numbers.map((number) => {
        const round = drill.rounds[number - 1]
        return (
          <li key={number} className={styles.dot} data-state={stateOf(round)}>
            <span className="sr-only">
              Round {number}: {round ? phaseWords(round) : 'not yet'}
            </span>
          </li>
        )
      })}
    </ol>
  )
}
