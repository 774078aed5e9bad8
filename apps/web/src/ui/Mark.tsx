// A small round mark before a line: passed, failed, kept, slipped. Colour never stands alone: the line says it too.
import { Icon, type IconName } from './Icon.tsx'
import styles from './Mark.module.css'

type MarkTone = 'neutral' | 'ok' | 'warning' | 'danger'

export function Mark({ icon, tone }: { icon: IconName; tone: MarkTone }) {
  return (
    <span className={styles.mark} data-tone={tone}>
      <Icon name={icon} size={13} />
    </span>
  )
}
