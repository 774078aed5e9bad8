// Says of an attempt of another machine that it was not sat here.
import { Badge } from '../ui/Badge.tsx'
import styles from './Imported.module.css'

export function Imported({ at }: { at: number | undefined }) {
  if (at === undefined) return null
  return (
    <p className={styles.imported}>
      <Badge tone="accent">Imported</Badge>
      Sat on another machine, imported on {new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' }).format(at)}
    </p>
  )
}
