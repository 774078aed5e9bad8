import type { ExamOutlook } from '@unflunk/shared/machines'

const GB = 1024 ** 3

export const gigabytes = (bytes: number) => `${(bytes / GB).toFixed(1)} GB`

/** Pure: how many clusters an exam gets, what they take, and what to do when that is too much. */
export function outlookWords({ tasks, clusters, memoryBytes, freeBytes }: ExamOutlook): { says: string; warning: boolean } {
  const memory = `about ${gigabytes(memoryBytes)} of the ${gigabytes(freeBytes)} that are free`
  if (memoryBytes > freeBytes) return { says: `The machines take ${memory}: close other programs first.`, warning: true }
  if (clusters < tasks)
    return { says: `Memory allows ${clusters} clusters, so some of the ${tasks} tasks share one: ${memory}.`, warning: false }
  return { says: `${clusters} clusters, one for each task: ${memory}.`, warning: false }
}
