// Checklists as a sloppy exam leaves them, and as they stand in the middle of one.
import type { Checklist, ChecklistItem } from '@unflunk/shared/checklist'

type Row = [id: string, says: string, state: ChecklistItem['state'], because: string, minute?: number]

const rows: Record<Checklist['id'], Row[]> = {
  timing: [
    ['skim', 'Skim every task before the first change', 'missed', '1 of 6 tasks were read before the first change at 0:01:20.', 1],
    [
      'budget',
      'Stay within the budget of a task, or flag it and leave',
      'missed',
      'Task 3 ran over: 11 min of 7 min, and it was not flagged.',
      20,
    ],
    ['no-long-stay', 'Leave a task that does not move', 'done', 'Your longest stay at one task was 9 min.'],
    ['late-review', 'Review in the last 15 minutes', 'done', 'You opened it at 0:38:10, 7 min before the end.', 38],
  ],
  switching: [
    [
      'own-host',
      "Go to the task's own host first",
      'missed',
      'Task 4: you changed Deployment web in namespace apollo on cka7322; the task was on cka7644.',
      22,
    ],
    [
      'where-am-i',
      'Check where you are before you change something',
      'not-measured',
      'Reading the prompt leaves no trace. A look by command came first in 2 of 4 tasks, and nothing went to the wrong place.',
    ],
    ['namespace', 'Name the namespace', 'done', 'Your changes in tasks 1, 2 and 4 went to the namespace that the task names.', 4],
    ['back-to-base', 'Back to base before the next host', 'done', 'You went to 5 hosts, each time from base.', 9],
  ],
  bookmarks: [
    ['at-once', 'Reach a page by Quick Reference, a bookmark or one search', 'done', '3 pages opened, none after more than one search.', 6],
    [
      'in-time',
      'Find what you need within 60 seconds',
      'missed',
      '2 of 3 look-ups took over 60 s until the next command, the longest 141 s.',
      17,
    ],
    ['allowed', 'Stay on the allowed pages', 'done', '3 pages opened, all of them allowed.'],
  ],
  saving: [
    ['manifest', 'Keep the manifest of what you make', 'done', '2 manifests kept, the first /home/candidate/web.yaml on cka7161.', 3],
    ['old-content', 'Keep the old content before a dangerous edit', 'done', 'Old kube-apiserver.yaml kept in /root before the edit.', 30],
    ['applied', 'Apply what you edited', 'not-measured', 'No manifest was compared with the cluster.'],
  ],
  review: [
    ['looked', 'Look again after the last change', 'missed', 'Task 2: nothing was looked at after "k apply -f web.yaml" at 0:12:40.', 12],
    ['revisited', 'Come back to what you flagged', 'done', 'You came back to task 3.', 35],
    ['nothing-broken', 'Break nothing that was right', 'done', 'Whatever was right when you left tasks 1 and 2 was right at the end.'],
  ],
}

const titles = { timing: 'Timing', switching: 'Switching', bookmarks: 'Bookmarks', saving: 'Saving', review: 'Review' } as const

const lists = (item: (row: Row) => ChecklistItem): Checklist[] =>
  (['timing', 'switching', 'bookmarks', 'saving', 'review'] as const).map((id) => ({ id, title: titles[id], items: rows[id].map(item) }))

/** `at` gives the moment of a minute. */
export const checklistsAfter = (at: (minute: number) => number): Checklist[] =>
  lists(([id, says, state, because, minute]) => ({
    id,
    says,
    state,
    because,
    ...(minute === undefined ? {} : { at: at(minute), terminal: 'x1' }),
  }))

export const checklistsNow: Checklist[] = lists(([id, says, state, because]) =>
  state === 'missed' && id !== 'in-time' ? { id, says, state, because } : { id, says, state: state === 'done' ? 'done' : 'open' },
)
