// The screens that screens.ts draws: what the API and the socket answer, and what is pressed.
import type { Page } from '@playwright/test'
import type { Home } from '@unflunk/shared/api'
import type { ExamOutlook } from '@unflunk/shared/machines'
import type { SessionEvent, SessionView } from '@unflunk/shared/session'
import { checklistsNow } from './checklist-fixtures.ts'
import { drillContexts, drillOver, drillRunning, drillSlipped, hostsRecords } from './drill-fixtures.ts'
import { cluster, exam, home, NOW, practice, practiceGrade } from './fixtures.ts'
import { history } from './history-fixtures.ts'
import { failedExam, passedExam, practiceResult, recording } from './result-fixtures.ts'
import { richExam } from './rich-result.ts'

export type Unnumbered = SessionEvent extends infer E ? (E extends SessionEvent ? Omit<E, 'seq'> : never) : never
export type Screen = {
  name: string
  path: string
  home?: Home | 'error' | 'never'
  session?: SessionView
  events?: Unnumbered[]
  /** Sent once the page is drawn; or the connection is cut then. */
  late?: Unnumbered[] | 'cut'
  /** Answers to other routes, by the end of their path. */
  answers?: Record<string, unknown>
  act?: (page: Page) => Promise<void>
}

const { startedAt: _s, endsAt: _e, ...notStarted } = exam({ phase: 'preparing' })
const preparing: SessionView = {
  ...notStarted,
  createdAt: NOW - 14_000,
  steps: [
    cluster(1, 'done'),
    cluster(2, 'done'),
    cluster(3, 'running', 'waiting for the API server'),
    cluster(4, 'running', 'setting up the task'),
    cluster(5, 'running', 'starting machines'),
    cluster(6, 'waiting'),
  ],
  tasks: notStarted.tasks.map((task) => ({ ...task, markdown: '' })),
}
const setBack = exam({
  tasks: exam().tasks.map((task) =>
    task.id === 't4' ? { ...task, cluster: { state: 'setting-up', steps: [cluster(4, 'running', 'setting up the task')] } } : task,
  ),
})
const practiceComingUp = practice({
  tasks: practice().tasks.map((task) => ({
    ...task,
    cluster: { state: 'starting', steps: [cluster(1, 'running', 'waiting for the API server')] },
  })),
})
const failedTask = exam({
  tasks: exam().tasks.map((task) =>
    task.id === 't4'
      ? {
          ...task,
          cluster: {
            state: 'failed',
            steps: [],
            message:
              'The cluster of cka7644 did not come up: the API server did not answer within 300 s. It was tried twice. Go on with the other tasks: this one could not be checked and does not count.',
          },
        }
      : task,
  ),
})
const outlook = (tasks: number, clusters: number): ExamOutlook => ({
  tasks,
  clusters,
  memoryBytes: clusters * 480 * 1024 ** 2,
  freeBytes: 6.4 * 1024 ** 3,
  settings: { memoryShare: 70, keepReady: true },
})
const live = home({
  attempts: [
    { id: 's-1', kind: 'exam', source: 'mock-1', title: 'Mock 1', phase: 'running', createdAt: NOW - 20 * 60_000 },
    ...home().attempts,
  ],
})
const building = home({
  attempts: [],
  sandbox: {
    state: 'preparing',
    steps: [
      { id: 'bin', title: 'Build the Kubernetes binaries', state: 'done', startedAt: NOW - 400_000, endedAt: NOW - 118_000 },
      { id: 'node', title: 'Make the node image', state: 'done', startedAt: NOW - 118_000, endedAt: NOW - 52_000 },
      { id: 'pods', title: 'Make the pod images', state: 'running', startedAt: NOW - 52_000, done: 3, total: 7, unit: 'images' },
      { id: 'gold', title: 'Take the golden snapshots', state: 'waiting' },
    ],
  },
})
const type = (words: string) => async (page: Page) => {
  await page.getByRole('combobox', { name: 'Search the documentation' }).fill(words)
  await page.waitForTimeout(800)
}
const lookUp = (words: string) => async (page: Page) => {
  await page.keyboard.press('Alt+Shift+KeyL')
  await type(words)(page)
}
const startLookUp = async (page: Page) => {
  await page.getByRole('button', { name: 'Start' }).click()
}
const click = (name: string | RegExp) => (page: Page) => page.getByRole('button', { name }).first().click()

export const screens: readonly Screen[] = [
  { name: 'home', path: '/', answers: { '/api/history': history(12) } },
  { name: 'plan', path: '/', answers: { '/api/history': history(12) }, act: click('Change dates') },
  { name: 'home-new', path: '/', home: home({ attempts: [] }), answers: { '/api/history': history(0) } },
  ...[0, 1, 2, 12].map((count): Screen => ({ name: `history-${count}`, path: '/history', answers: { '/api/history': history(count) } })),
  { name: 'home-live', path: '/', home: live },
  { name: 'home-empty', path: '/', home: home({ attempts: [], exams: [], scenarios: [] }) },
  { name: 'home-missing', path: '/', home: home({ attempts: [], sandbox: { state: 'missing', steps: [] } }) },
  { name: 'home-preparing', path: '/', home: building },
  {
    name: 'home-failed',
    path: '/',
    home: home({
      sandbox: {
        state: 'failed',
        steps: [],
        message: 'inotify instances are short: 128 are allowed per user, three clusters need 160.',
        next: 'sudo sysctl fs.inotify.max_user_instances=1024',
      },
    }),
  },
  { name: 'home-error', path: '/', home: 'error' },
  { name: 'home-loading', path: '/', home: 'never' },
  { name: 'export-all', path: '/', act: click('Export everything') },
  { name: 'delete-all', path: '/', act: click('Delete my data') },
  {
    name: 'import-wrong',
    path: '/',
    act: (page) =>
      page.locator('input[type=file]').setInputFiles({ name: 'a.json', mimeType: 'application/json', buffer: Buffer.from('{}') }),
  },
  { name: 'before-exam', path: '/', answers: { '/outlook': outlook(6, 6) }, act: click('Start Mock 1') },
  { name: 'before-exam-shared', path: '/', answers: { '/outlook': outlook(17, 9) }, act: click('Start Mock 1') },
  { name: 'abandon', path: '/', home: live, act: click('Abandon') },
  { name: 'preparing', path: '/sessions/s-1', session: preparing },
  { name: 'room', path: '/sessions/s-1', session: exam() },
  { name: 'room-alert', path: '/sessions/s-1', session: exam(), events: [{ type: 'alert', minutes: 15 }] },
  {
    name: 'room-coach',
    path: '/sessions/s-1',
    session: exam({ level: 'coach', startLevel: 'coach', checklists: checklistsNow }),
    late: [
      { type: 'coached', checklist: 'review', item: 'looked', hint: 'Task 2: look once at what you changed on cka7322; a get is enough.' },
    ],
  },
  {
    name: 'room-strict',
    path: '/sessions/s-1',
    session: exam({ level: 'strict', startLevel: 'strict', checklists: checklistsNow }),
    act: click('Checklists'),
  },
  { name: 'over-budget', path: '/sessions/s-1', session: exam({ level: 'strict', startLevel: 'strict', overBudget: 't4' }) },
  { name: 'practice-coach', path: '/sessions/s-1', session: practice({ level: 'coach', startLevel: 'coach', checklists: checklistsNow }) },
  { name: 'room-coming-up', path: '/sessions/s-1', session: setBack },
  { name: 'room-not-up', path: '/sessions/s-1', session: failedTask },
  { name: 'practice-coming-up', path: '/sessions/s-1', session: practiceComingUp },
  { name: 'room-keys', path: '/sessions/s-1', session: exam(), act: (page) => page.keyboard.press('Alt+Shift+Slash') },
  { name: 'review', path: '/sessions/s-1', session: exam(), act: (page) => page.keyboard.press('Alt+Shift+KeyR') },
  { name: 'end', path: '/sessions/s-1', session: exam(), act: click('End') },
  {
    name: 'notice',
    path: '/sessions/s-1',
    session: exam(),
    late: [{ type: 'notice', level: 'warning', message: 'A cluster fell asleep too deeply and is being woken.' }],
  },
  { name: 'lost', path: '/sessions/s-1', session: exam(), late: 'cut' },
  { name: 'taken-over', path: '/sessions/s-1', session: exam(), events: [{ type: 'taken-over' }] },
  { name: 'grading', path: '/sessions/s-1', session: exam({ phase: 'grading' }), events: [{ type: 'grade-progress', done: 9, total: 21 }] },
  { name: 'grading-asked', path: '/sessions/s-1', session: exam({ phase: 'grading', selfReport: undefined }) },
  {
    name: 'failed',
    path: '/sessions/s-1',
    session: exam({ phase: 'failed', failure: { message: 'The engine stopped answering.', next: 'sudo systemctl start docker' } }),
  },
  { name: 'practice', path: '/sessions/s-1', session: practice() },
  { name: 'practice-graded', path: '/sessions/s-1', session: practice(), answers: { '/grade': practiceGrade }, act: click('Grade') },
  {
    name: 'practice-help',
    path: '/sessions/s-1',
    session: practice(),
    answers: { '/hints/0': { hint: 'A RoleBinding names its subject with `kind: ServiceAccount` **and** a namespace.' } },
    act: async (page) => {
      await page.getByRole('tab', { name: 'Help' }).click()
      await page.getByRole('button', { name: /Show a hint/ }).click()
    },
  },
  { name: 'docs', path: '/sessions/s-1', session: exam(), act: lookUp('') },
  { name: 'docs-found', path: '/sessions/s-1', session: exam(), act: lookUp('network policy deny') },
  { name: 'docs-none', path: '/sessions/s-1', session: exam(), act: lookUp('qqqq') },
  { name: 'docs-refused', path: '/sessions/s-1', session: exam(), act: lookUp('https://stackoverflow.com/questions/1') },
  { name: 'docs-practice', path: '/sessions/s-1', session: practice(), act: lookUp('rbac') },
  { name: 'drills', path: '/drills' },
  { name: 'look-up', path: '/drills/look-up' },
  {
    name: 'look-up-round',
    path: '/drills/look-up',
    act: async (page) => {
      await startLookUp(page)
      await type('network policies')(page)
      await page.keyboard.press('Enter')
    },
  },
  {
    name: 'look-up-result',
    path: '/drills/look-up',
    act: async (page) => {
      await startLookUp(page)
      await type('network policy deny all')(page)
      await page.getByRole('option', { name: /Default deny all ingress and all egress traffic/ }).click()
      await type('port')(page)
      await page.getByRole('option').first().click()
      await page.getByRole('button', { name: 'Skip' }).click()
      await page.getByRole('button', { name: 'End the round' }).click()
    },
  },
  { name: 'drill-start', path: '/drills/hosts', answers: { '/drills/hosts': hostsRecords } },
  {
    name: 'drill-start-first',
    path: '/drills/hosts',
    home: live,
    answers: { '/drills/hosts': { records: [], due: { ssh: [], contexts: [] } } },
  },
  { name: 'drill', path: '/sessions/s-1', session: drillRunning },
  { name: 'drill-slip', path: '/sessions/s-1', session: drillSlipped },
  { name: 'drill-contexts', path: '/sessions/s-1', session: drillContexts },
  { name: 'drill-over', path: '/sessions/s-1', session: drillOver },
  { name: 'result-failed', path: '/results/a-3', answers: { '/result': failedExam() } },
  { name: 'result-passed', path: '/results/a-3', answers: { '/result': passedExam() } },
  { name: 'result-practice', path: '/results/a-2', answers: { '/result': practiceResult() } },
  { name: 'result-rich', path: '/results/a-3', answers: { '/result': richExam() } },
  {
    name: 'result-imported',
    path: '/results/a-3',
    answers: { '/result': richExam({ attempt: { ...richExam().attempt, importedAt: NOW }, recordings: [] }) },
  },
  {
    name: 'result-table',
    path: '/results/a-3',
    answers: { '/result': richExam() },
    act: (page) => page.getByRole('tab', { name: 'Table' }).click(),
  },
  {
    name: 'result-lane',
    path: '/results/a-3',
    answers: { '/result': richExam() },
    act: async (page) => {
      await page.getByRole('toolbar').first().getByRole('button').first().focus()
      for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown']) await page.keyboard.press(key)
    },
  },
  { name: 'result-export', path: '/results/a-3', answers: { '/result': richExam() }, act: click('Export') },
  {
    name: 'result-replay',
    path: '/results/a-3',
    answers: { '/result': failedExam(), '/recordings/x1': recording },
    act: async (page) => {
      await page
        .getByRole('button', { name: /^Clip 0:38:00/ })
        .first()
        .click()
      await page.getByRole('dialog').locator('.ap-player').waitFor()
      await page.waitForTimeout(1500)
    },
  },
]
