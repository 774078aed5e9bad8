import { expect, it } from 'vitest'
import { outlookWords } from './outlook-words.ts'

const GB = 1024 ** 3
const outlook = (tasks: number, clusters: number, memory: number, free: number) => ({
  tasks,
  clusters,
  memoryBytes: memory * GB,
  freeBytes: free * GB,
  settings: { memoryShare: 70, keepReady: true },
})

it.each([
  [
    'a cluster for each task',
    outlook(17, 17, 6.1, 18),
    '17 clusters, one for each task: about 6.1 GB of the 18.0 GB that are free.',
    false,
  ],
  [
    'shared ones',
    outlook(17, 9, 3.9, 6),
    'Memory allows 9 clusters, so some of the 17 tasks share one: about 3.9 GB of the 6.0 GB that are free.',
    false,
  ],
  [
    'too little memory',
    outlook(17, 5, 2.2, 2),
    'The machines take about 2.2 GB of the 2.0 GB that are free: close other programs first.',
    true,
  ],
])('says what an exam gets: %s', (_, given, says, warning) => {
  expect(outlookWords(given)).toEqual({ says, warning })
})
