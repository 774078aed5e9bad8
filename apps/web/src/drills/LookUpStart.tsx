import type { DrillSummary, LookUpTrack } from '@unflunk/shared/drill'
import { RadioGroup } from 'radix-ui'
import { Button } from '../ui/Button.tsx'
import styles from './LookUp.module.css'

const tracks: readonly { track: LookUpTrack; title: string }[] = [
  { track: 'cka', title: 'CKA' },
  { track: 'cks', title: 'CKS' },
  { track: 'both', title: 'both' },
]

type LookUpStartProps = {
  summary: DrillSummary | undefined
  track: LookUpTrack
  onTrack: (track: LookUpTrack) => void
  ready: boolean
  onStart: () => void
}

export function LookUpStart({ summary, track, onTrack, ready, onStart }: LookUpStartProps) {
  return (
    <section className={styles.card} aria-label="Before the round">
      <p>
        You read a question and open the page that answers it, out of those that the exam allows; some questions want the section, too.
        Sixty seconds each, five minutes in all. A wrong page costs only its seconds.
      </p>
      <p className={styles.dim}>Choosing a page answers the question here; it is not opened, so no network is needed.</p>
      <RadioGroup.Root
        className={styles.tracks}
        aria-label="Exam"
        value={track}
        onValueChange={(value) => onTrack(value === 'cks' || value === 'both' ? value : 'cka')}
      >
        {tracks.map((one) => (
          <RadioGroup.Item key={one.track} value={one.track} className={styles.track}>
            {one.title}
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
      <div className={styles.line}>
        <Button look="primary" size="large" icon="play" disabled={!ready} onClick={onStart}>
          Start
        </Button>
        <p className={styles.dim}>{bestInWords(summary)}</p>
      </div>
    </section>
  )
}

function bestInWords(summary: DrillSummary | undefined): string {
  if (!summary || summary.best === undefined) return 'No round yet.'
  const repeat = summary.due > 0 ? `, ${summary.due} to repeat` : ''
  return `Personal best ${summary.best} %, ${summary.rounds.length === 1 ? 'one round' : `${summary.rounds.length} rounds`}${repeat}.`
}
