// Every recorded terminal, to watch from its beginning.
import type { AttemptResult } from '@unflunk/shared/api'
import { Button } from '../ui/Button.tsx'
import { elapsed } from '../ui/duration.ts'
import { Section } from '../ui/Section.tsx'
import styles from './Recordings.module.css'
import { useReplays } from './replay-context.tsx'

export function Recordings({ recordings }: { recordings: AttemptResult['recordings'] }) {
  const { show } = useReplays()
  if (recordings.length === 0) return null
  return (
    <Section title="Recordings">
      <ul className={styles.list}>
        {recordings.map(({ terminal, title, startedAt, ms }) => (
          <li key={terminal}>
            <Button icon="play" onClick={() => show({ at: startedAt, terminal, says: 'From the beginning', whole: true })}>
              {title}, {elapsed(ms)}
            </Button>
          </li>
        ))}
      </ul>
    </Section>
  )
}
