// Before an exam: the clusters it would get now, and how much of the memory it may take.
import { useQuery } from '@tanstack/react-query'
import { classes } from '../ui/classes.ts'
import styles from './ExamMachines.module.css'
import { MemoryShare } from './MemoryShare.tsx'
import { outlookQuery } from './machines-query.ts'
import { outlookWords } from './outlook-words.ts'

export function ExamMachines({ exam }: { exam: string }) {
  const { data } = useQuery(outlookQuery(exam))
  if (!data) return null // the sandbox says on the first page what is wrong with it
  const { says, warning } = outlookWords(data)
  return (
    <div className={styles.row}>
      <p className={classes(styles.words, warning && styles.warning)} role="status">
        {says}
      </p>
      <MemoryShare settings={data.settings} />
    </div>
  )
}
