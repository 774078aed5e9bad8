import { Progress } from '../ui/Progress.tsx'
import styles from './GradingScreen.module.css'
import { useRoomState } from './room-context.tsx'
import { useSession } from './use-session.ts'

/** All checks of all tasks run now; the result opens by itself. */
export function GradingScreen() {
  const progress = useRoomState((state) => state.gradeProgress)
  const { title } = useSession()
  return (
    <main className={styles.page}>
      <div className={styles.box} role="status">
        <p className={styles.over}>{title}</p>
        <h1 className={styles.title}>Pencils down</h1>
        <p className={styles.text}>Every answer is being checked on its cluster. The result opens by itself.</p>
        <Progress label="Checks finished" done={progress?.done ?? 0} total={progress?.total ?? 1} />
        <p className={styles.figures}>{progress ? `${progress.done} of ${progress.total} checks` : 'Waking the clusters'}</p>
      </div>
    </main>
  )
}
